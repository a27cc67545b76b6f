"""A file: what is known of it, what was done with it, and what it is under."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get

from entrypoints.api.artifacts.shelves import FINDS, Found
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import Done, next_address
from entrypoints.console.artifacts.shown import ShownFile, ShownHold, shown_file, shown_hold
from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import NO_FAULTS, Faults
from entrypoints.console.lists import PAGED
from entrypoints.console.once_forms import new_once
from entrypoints.console.pages import Rendered
from entrypoints.container import Container
from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.custody import CustodyEvent
from socdomain.artifacts.hold_queries import list_holds_over
from socdomain.artifacts.queries import ArtifactListing, list_custody
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Scope

_LATEST: Final = 20
_TOLD: Final[Mapping[str, str]] = TEXT.artifacts.told
_LONGEST_DETAIL: Final = 300


@frozen
class CustodyRow:
    """An act: when, by whom, what, and more of it in words."""

    at: datetime
    by: str
    act: str
    details: tuple[tuple[str, str], ...]


@frozen
class FilePage:
    """The page of a file.

    Attributes:
        file: It.
        customer: Code of whose it is.
        case_id: The case that it belongs to; None for none.
        agent_id: The agent that it is about; None for none.
        content_type: What it was said to be.
        notes: What people say of it.
        holds: What it is under.
        twins: Others of the same content.
        custody: What was done with it, the latest.
        has_more: Whether more was done with it.
        once: What makes a double click one act.
        faults: What is wrong with a form that was refused.
        told: What was done before.
        is_mine: Whether whoever looks has stored it, or is still sending it.
    """

    file: ShownFile
    customer: str
    case_id: UUID | None
    agent_id: UUID | None
    content_type: str
    notes: str
    holds: tuple[ShownHold, ...]
    twins: tuple[UUID, ...]
    custody: tuple[CustodyRow, ...]
    has_more: bool
    once: str
    faults: Faults = NO_FAULTS
    told: str = ""
    is_mine: bool = False

    @property
    def may_be_given_up(self) -> bool:
        """Whether it is still on its way, and whoever looks began to send it."""
        return self.is_mine and self.file.status is ArtifactStatus.PENDING

    @property
    def is_damaged(self) -> bool:
        """Whether its bytes are not as they were."""
        return self.file.status in (ArtifactStatus.CORRUPT, ArtifactStatus.MISSING)

    @property
    def may_end(self) -> bool:
        """Whether there is something to delete, and nothing says that it stays."""
        return self.file.has_bytes and not self.holds


@frozen
class CustodyPage:
    """All that was done with a file."""

    file: ShownFile
    custody: tuple[CustodyRow, ...]
    next: str | None


@get("/artifacts/{artifact_id:uuid}", **needs(Scope.ARTIFACTS_READ), dependencies=FINDS, sync_to_thread=True)
def show(
    request: Request[Any, Any, Any], found: Found, by: By, pages: Rendered, container: UseCases, done: Done = None
) -> Response[bytes]:
    """Shows a file."""
    return pages.answer(request, "artifacts/file.html", file_page(container, found, by, _TOLD.get(done or "", "")))


@get(
    "/artifacts/{artifact_id:uuid}/custody",
    **needs(Scope.ARTIFACTS_READ),
    dependencies=FINDS | PAGED,
    sync_to_thread=True,
)
def show_custody(
    request: Request[Any, Any, Any], found: Found, page: Paged, by: By, pages: Rendered, container: UseCases
) -> Response[bytes]:
    """Shows all that was done with a file."""
    listed = list_custody(container.reading(by.reach), found.artifact.id, page.request, by=by)
    further = next_address(request, page.cursor_after(listed))
    model = CustodyPage(shown_file(found.artifact, {}), tuple(map(_custody_row, listed.items)), further)
    return pages.answer(request, "artifacts/custody.html", model)


def file_page(
    container: Container, found: ArtifactListing, by: Principal, told: str = "", faults: Faults = NO_FAULTS
) -> FilePage:
    """Returns the page of a file.

    Args:
        container: The use cases.
        found: The file.
        by: Who looks.
        told: What was done before.
        faults: What is wrong with a form of the page that was refused.
    """
    one = found.artifact
    custody = list_custody(container.reading(by.reach), one.id, PageRequest(_LATEST), by=by)
    held = list_holds_over(container.reading(by.reach), [one], by=by)
    return FilePage(
        file=shown_file(one, held),
        customer=found.customer_code,
        case_id=one.case_id,
        agent_id=one.agent_id,
        content_type=one.content_type,
        notes=one.notes,
        holds=tuple(map(shown_hold, held.get(one.id, ()))),
        twins=tuple(found.twins),
        custody=tuple(map(_custody_row, custody.items)),
        has_more=custody.next is not None,
        once=new_once(),
        faults=faults,
        told=told,
        is_mine=one.collected_by == by.name,
    )


def _custody_row(event: CustodyEvent) -> CustodyRow:
    names = TEXT.artifacts.details
    details = tuple(
        (names.get(name, name), _brief(value)) for name, value in event.detail.items() if value not in (None, "")
    )
    return CustodyRow(event.at, event.by, event.act.value, details)


def _brief(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}…"
