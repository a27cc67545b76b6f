"""Every route of evidence; those that send or take bytes are the API's own, behind the console's guard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler

from entrypoints.api.artifacts import parts
from entrypoints.api.artifacts.download import download
from entrypoints.api.artifacts.evidence_bundle import export_bundle
from entrypoints.api.artifacts.shelves import Shelf, shelved
from entrypoints.console.artifacts import acts, archive_page, file_page, holds, uploads


def of_evidence() -> Shelf:
    """Provides the shelf of all that is evidence, of whichever case or agent."""
    return Shelf()


HANDLERS: list[HTTPRouteHandler] = [
    file_page.show,
    file_page.show_custody,
    archive_page.show_entries,
    acts.verify,
    acts.remove,
    acts.give_up,
    holds.hold_file,
    holds.lift,
    uploads.upload,
]
DEPENDENCIES: Final[Mapping[str, Provide]] = shelved(of_evidence)

BYTES: list[HTTPRouteHandler] = [parts.begin, parts.there, parts.put_part, parts.complete, parts.give_up, download]
"""Below ``/artifacts``: files by parts, and downloads."""
BUNDLES: list[HTTPRouteHandler] = [export_bundle]
"""Below ``/cases``."""
