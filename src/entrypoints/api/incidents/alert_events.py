"""The events of an alert, each with the document that a tool sent."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import get
from litestar.di import Provide
from litestar.params import FromPath
from msgspec import Meta, Raw, Struct

from entrypoints.api.answers import WORDS, SeverityWord, Time
from entrypoints.api.caller import needs
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import By, Paged, UseCases
from socdomain.errors import NotFoundError
from socdomain.ids import AlertId
from socdomain.incidents.event import Event, JoinedBy
from socdomain.incidents.queries import list_alert_events
from socdomain.principal import Scope
from socdomain.sources.documents import DocumentError, parse_document
from socdomain.sources.normalised_event import EventFlag


class DecidingField(Struct):
    """A field that made the event the same as the others."""

    name: str
    value: str


class EventOut(Struct):
    """One document as a tool sent it, and how it was read."""

    id: UUID
    source: Annotated[str, Meta(description="The source that it was sent for.")]
    instance: Annotated[str, Meta(description="The installation of the source.")]
    index_name: Annotated[str, Meta(description="The index that holds it at its source; empty where unknown.")]
    document_id: Annotated[str, Meta(description="Its identifier there, or the SHA-256 of its canonical JSON.")]
    occurred_at: Annotated[datetime | None, Meta(description="The time in the document; null where it has none.")]
    seen_at: Annotated[Time, Meta(description="The time that counts.")]
    received_at: Time
    severity: SeverityWord
    asset_id: UUID | None
    flags: Annotated[list[EventFlag], Meta(description="What a reader should know about how it was read.")]
    mapping_version: Annotated[int, Meta(description="Version of the mapping that read it.")]
    joined_by: Annotated[JoinedBy, Meta(description="Why it belongs to the alert.")]
    deciding_fields: list[DecidingField]
    sha256: Annotated[str, Meta(description="Tells a replay from a conflict.")]
    document: Annotated[Any, Meta(description="The document; null where it is not kept, or not JSON.")]
    document_base64: Annotated[str | None, Meta(description="Its bytes, where they are not JSON in UTF-8.")]
    document_kept: Annotated[bool, Meta(description="False once retention has removed its bytes.")]


class EventPage(Struct):
    """A page of events, the latest first."""

    items: list[EventOut]
    next_cursor: NextCursor


@get(
    "/alerts/{alert_id:uuid}/events",
    summary="Show the events of an alert",
    **needs(Scope.ALERTS_READ),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def list_events(alert_id: FromPath[UUID], page: Paged, by: By, container: UseCases) -> EventPage:
    """Lists the events that an alert stands for, the latest first, with their documents as they came."""
    found = list_alert_events(container.reading(by.reach), AlertId(alert_id), page.request, by=by)
    return EventPage([event_out(event) for event in found.items], page.cursor_after(found))


def event_out(event: Event) -> EventOut:
    """Returns an event as it is shown."""
    document, in_base64 = shown_document(event.body)
    return EventOut(
        id=event.id,
        source=event.source,
        instance=event.origin.instance,
        index_name=event.origin.index_name,
        document_id=event.origin.document_id,
        occurred_at=event.occurred_at,
        seen_at=event.seen_at,
        received_at=event.received_at,
        severity=WORDS[event.severity],
        asset_id=event.asset_id,
        flags=list(event.flags),
        mapping_version=event.mapping_version,
        joined_by=event.joined_by,
        deciding_fields=[DecidingField(name, value) for name, value in event.deciding_fields],
        sha256=event.digest.hex(),
        document=document,
        document_base64=in_base64,
        document_kept=event.body is not None,
    )


def shown_document(body: bytes | None) -> tuple[Raw | None, str | None]:
    """Returns a document's bytes as they stand in an answer: as JSON where they are, else in base64.

    The bytes themselves are sent, not what they were read as, so that no number is rounded and no name lost.
    """
    if body is None:
        return None, None
    try:
        parse_document(body)
    except DocumentError:
        return None, b64encode(body).decode()
    return Raw(body), None
