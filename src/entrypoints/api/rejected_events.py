"""``/api/sources/rejected``: documents that could not be taken, and taking them after all."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated
from uuid import UUID

from attrs import frozen
from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.params import BodyKwarg, JSONBody, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from entrypoints.api.answers import Time
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.ingest_shapes import IngestOut, ingest_out
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import TAKES_BODY, refusals
from entrypoints.api.wired import By, Paged, UseCases
from socdomain.errors import ConcurrentChangeError, InvalidInputError, NotFoundError
from socdomain.ids import RejectedEventId
from socdomain.principal import Scope
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import list_rejected_events
from socdomain.sources.rejected_event import RejectReason, ShownRejectedEvent

MOST_IDS = 1_000
LONGEST_NAME = 100


class RejectedEventOut(Struct):
    """A document that was not taken, and is kept."""

    id: UUID
    received_at: Time
    source: str
    instance: str
    reason: RejectReason
    detail: Annotated[str, Meta(description="What and where.")]
    sent_by: str
    size_bytes: int
    body: Annotated[str | None, Meta(description="Its first 64 KiB, where they are UTF-8.")]
    body_base64: Annotated[str | None, Meta(description="Its first 64 KiB, where they are not.")]


class RejectedPage(Struct):
    """A page of rejected events, the latest received first."""

    items: list[RejectedEventOut]
    next_cursor: NextCursor


@frozen
class ReplayBody:
    """Which rejected events to try again; what is left out does not narrow."""

    source: Annotated[str | None, BodyKwarg(description="Sent for this source.")] = None
    reason: Annotated[RejectReason | None, BodyKwarg(description="Rejected for this reason.")] = None
    ids: Annotated[tuple[UUID, ...] | None, BodyKwarg(description="Only these, at most 1,000.")] = None


def asked_rejections(
    source: Annotated[str | None, QueryParameter(max_length=LONGEST_NAME, description="Sent for this source.")] = None,
    reason: Annotated[RejectReason | None, QueryParameter(description="Rejected for this reason.")] = None,
) -> RejectedFilter:
    """Provides which rejected events are wanted."""
    return RejectedFilter(source, reason)


@get(
    "/rejected",
    summary="List rejected events",
    **needs(Scope.SOURCES_READ),
    dependencies={
        "page": Provide(page_asked, sync_to_thread=False),
        "wanted": Provide(asked_rejections, sync_to_thread=False),
    },
    responses=refusals(),
    sync_to_thread=True,
)
def list_rejected(
    wanted: NamedDependency[SkipValidation[RejectedFilter]], page: Paged, by: By, container: UseCases
) -> RejectedPage:
    """Lists documents that could not be taken, the latest received first."""
    found = list_rejected_events(container.reading(by.reach), wanted, page.request, by=by)
    return RejectedPage([rejected_out(event) for event in found.items], page.cursor_after(found))


@post(
    "/rejected/replay",
    summary="Try rejected events again",
    **needs(Scope.EVENTS_INGEST),
    dto=JsonBody[ReplayBody],
    status_code=HTTP_200_OK,
    responses=refusals(NotFoundError, ConcurrentChangeError, *TAKES_BODY),
    sync_to_thread=True,
)
def replay(data: JSONBody[ReplayBody], by: By, container: UseCases) -> IngestOut:
    """Tries up to 10,000 rejected documents again; what is taken now is no longer rejected."""
    if data.ids is not None and len(data.ids) > MOST_IDS:
        raise InvalidInputError("ids", f"must be at most {MOST_IDS}")
    ids = None if data.ids is None else frozenset(map(RejectedEventId, data.ids))
    wanted = RejectedFilter(data.source, data.reason, ids)
    return ingest_out(container.replay_rejected_events.execute(wanted, by=by))


def rejected_out(event: ShownRejectedEvent) -> RejectedEventOut:
    """Returns a rejected event as it is shown."""
    text, in_base64 = shown_bytes(event.beginning, is_cut=event.size_bytes > len(event.beginning))
    return RejectedEventOut(
        id=event.id,
        received_at=event.received_at,
        source=event.source,
        instance=event.instance,
        reason=event.reason,
        detail=event.detail,
        sent_by=event.sent_by,
        size_bytes=event.size_bytes,
        body=text,
        body_base64=in_base64,
    )


def shown_bytes(shown: bytes, *, is_cut: bool) -> tuple[str | None, str | None]:
    """Returns the beginning of a document as text, or in base64 where it is not UTF-8.

    Args:
        shown: The beginning.
        is_cut: Whether the document goes on.
    """
    try:
        return shown.decode(), None
    except UnicodeDecodeError as error:
        # A character that the cut went through does not make a text something else.
        if is_cut and error.reason == "unexpected end of data":
            return shown[: error.start].decode(), None
        return None, b64encode(shown).decode()
