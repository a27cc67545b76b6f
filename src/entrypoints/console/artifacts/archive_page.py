"""The inside of an archive, out of its directory; nothing is ever unpacked."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from entrypoints.api.artifacts.shelves import FINDS, Found
from entrypoints.api.caller import needs
from entrypoints.api.places import Places
from entrypoints.api.wired import By, UseCases
from entrypoints.console.artifacts.shown import ShownFile, shown_file, size_text
from entrypoints.console.pages import Rendered
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.list_archive import ArchiveListing
from socdomain.artifacts.zip_directory import NotAnArchiveError, ZipEntry
from socdomain.principal import Scope

_MOST_ENTRIES: Final = 1_000
"""How many entries a page shows; the API shows more."""


@frozen
class EntryRow:
    """What an archive says of an entry."""

    name: str
    size: str
    packed: str
    is_encrypted: bool
    modified: str


@frozen
class ArchivePage:
    """What an archive says that it holds.

    Attributes:
        file: The archive.
        fault: Why it cannot be shown; empty where it can.
        entries: The first of them.
        entry_count: How many there are.
        size: How long all of them are said to be together.
        is_bomb: Whether unpacking it would do harm.
        warnings: What somebody should know.
    """

    file: ShownFile
    fault: str = ""
    entries: tuple[EntryRow, ...] = ()
    entry_count: int = 0
    size: str = ""
    is_bomb: bool = False
    warnings: tuple[str, ...] = ()


@get("/artifacts/{artifact_id:uuid}/entries", **needs(Scope.ARTIFACTS_READ), dependencies=FINDS)
async def show_entries(
    request: Request[Any, Any, Any],
    found: Found,
    by: By,
    pages: Rendered,
    container: UseCases,
    checks: NamedDependency[SkipValidation[Places]],
) -> Response[bytes]:
    """Shows what is inside of an archive, which is never unpacked."""

    def look() -> Response[bytes]:
        file = shown_file(found.artifact, {})
        try:
            listing = container.artifacts.list_archive.execute(found.artifact.id, by=by)
        except NotAnArchiveError as error:
            return pages.answer(request, "artifacts/archive.html", ArchivePage(file, fault=str(error)))
        return pages.answer(request, "artifacts/archive.html", _archive(file, listing))

    return await checks.run(by.reach, look)


def _archive(file: ShownFile, listing: ArchiveListing) -> ArchivePage:
    return ArchivePage(
        file=file,
        entries=tuple(map(_entry, listing.entries[:_MOST_ENTRIES])),
        entry_count=listing.entry_count,
        size=size_text(listing.size_bytes),
        is_bomb=listing.is_bomb,
        warnings=tuple(detail for _, detail in listing.warnings),
    )


def _entry(entry: ZipEntry) -> EntryRow:
    return EntryRow(
        shown_name(entry.name),
        size_text(entry.size_bytes),
        size_text(entry.packed_bytes),
        entry.is_encrypted,
        entry.modified,
    )
