"""Documents that could not be taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select

from adapters.database.bodies import compressed, restored
from adapters.database.conflicts import insert_into
from adapters.database.narrowing import latest_first, page_of, within
from adapters.database.source_tables import rejected_events
from socdomain.ids import RejectedEventId
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.rejected_event import RejectedEvent, RejectReason


class SqlRejectedEventRepository:
    """What could not be taken, as ``RejectedEventRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_all(self, events: Collection[RejectedEvent]) -> None:
        """Keeps rejected documents; one that is there already is left as it is."""
        if not events:
            return
        # In the order of their keys, so that two writers of the same documents cannot wait for each other in a circle.
        rows = [_row(event) for event in sorted(events, key=lambda event: event.id.int)]
        self._connection.execute(insert_into(self._connection, rejected_events).on_conflict_do_nothing(), rows)

    def page(self, wanted: RejectedFilter, page: PageRequest, *, reach: Reach) -> Page[RejectedEvent]:
        """Returns a page within reach, the latest received first, each with its bytes."""
        table = rejected_events.c
        statement = select(rejected_events).where(within(table.customer_id, reach), *_conditions(wanted))
        rows = self._connection.execute(latest_first(statement, table.received_at, table.id, page)).all()
        return page_of(rows, page, _event, lambda row: Position(row.received_at, row.id))

    def remove(self, ids: Collection[RejectedEventId], *, reach: Reach) -> None:
        """Removes those within reach, because they were taken after all."""
        table = rejected_events.c
        wanted = table.id.in_(sorted(set(ids)))
        self._connection.execute(delete(rejected_events).where(wanted, within(table.customer_id, reach)))

    def counts(self, *, reach: Reach) -> Mapping[RejectReason, int]:
        """Returns how many there are within reach, by reason."""
        table = rejected_events.c
        statement = select(table.reason, func.count()).where(within(table.customer_id, reach)).group_by(table.reason)
        return {RejectReason(reason): count for reason, count in self._connection.execute(statement)}


def _conditions(wanted: RejectedFilter) -> list[ColumnElement[bool]]:
    table = rejected_events.c
    conditions = []
    if wanted.source is not None:
        conditions.append(table.source == wanted.source)
    if wanted.reason is not None:
        conditions.append(table.reason == wanted.reason.value)
    if wanted.ids is not None:
        conditions.append(table.id.in_(sorted(wanted.ids)))
    return conditions


def _row(event: RejectedEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "received_at": event.received_at,
        "source": event.source,
        "instance": event.instance,
        "reason": event.reason.value,
        "detail": event.detail,
        "body": compressed(event.body),
        "customer_id": event.customer_id,
        "sent_by": event.sent_by,
        "sent_for": event.sent_for,
    }


def _event(row: Row[Any]) -> RejectedEvent:
    return RejectedEvent(
        id=row.id,
        received_at=row.received_at,
        source=row.source,
        instance=row.instance,
        reason=RejectReason(row.reason),
        detail=row.detail,
        body=restored(row.body),
        customer_id=row.customer_id,
        sent_by=row.sent_by,
        sent_for=row.sent_for,
    )
