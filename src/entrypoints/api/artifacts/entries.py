"""The inside of a stored zip, out of its directory; nothing is ever unpacked."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Meta, Struct

from entrypoints.api.api_errors import TooBusyError
from entrypoints.api.artifacts.shelves import FINDS, Found
from entrypoints.api.caller import needs
from entrypoints.api.places import Places
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import By, UseCases
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.list_archive import ArchiveListing, ArchiveWarning
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.artifacts.zip_directory import NotAnArchiveError, ZipEntry
from socdomain.errors import NotFoundError
from socdomain.principal import Scope


class EntryOut(Struct):
    """What an archive says of an entry; only unpacking would tell whether it is so."""

    name: Annotated[str, Meta(description=r"Letters that would hide or turn others stand as `\u{202e}`.")]
    size_bytes: int
    packed_bytes: int
    method: Annotated[int, Meta(description="How it is packed: 0 for not at all, 8 for Deflate.")]
    is_encrypted: bool
    modified: Annotated[str, Meta(description="By the clock of who packed it, without a zone; empty for none.")]


class WarningOut(Struct):
    """What somebody should know before they unpack an archive."""

    kind: ArchiveWarning
    detail: str


class ArchiveOut(Struct):
    """What an archive says that it holds."""

    entries: Annotated[list[EntryOut], Meta(description="The first 10,000.")]
    entry_count: int
    size_bytes: Annotated[int, Meta(description="How long all entries together are said to be.")]
    archive_bytes: int
    is_bomb: Annotated[bool, Meta(description="Whether unpacking it would do harm.")]
    warnings: list[WarningOut]


@get(
    "/{artifact_id:uuid}/entries",
    summary="List the inside of a zip",
    **needs(Scope.ARTIFACTS_READ),
    dependencies=FINDS,
    responses=refusals(NotFoundError, NoObjectError, NotAnArchiveError, TooBusyError),
)
async def entries(
    found: Found, by: By, container: UseCases, checks: NamedDependency[SkipValidation[Places]]
) -> ArchiveOut:
    """Lists what a zip says that it holds, out of its directory. It is never unpacked, and a bomb is called one."""
    use_case = container.artifacts.list_archive
    return await checks.run(by.reach, lambda: _archive_out(use_case.execute(found.artifact.id, by=by)))


def _archive_out(listing: ArchiveListing) -> ArchiveOut:
    return ArchiveOut(
        entries=list(map(_entry_out, listing.entries)),
        entry_count=listing.entry_count,
        size_bytes=listing.size_bytes,
        archive_bytes=listing.archive_bytes,
        is_bomb=listing.is_bomb,
        warnings=[WarningOut(kind, detail) for kind, detail in listing.warnings],
    )


def _entry_out(entry: ZipEntry) -> EntryOut:
    return EntryOut(
        shown_name(entry.name), entry.size_bytes, entry.packed_bytes, entry.method, entry.is_encrypted, entry.modified
    )
