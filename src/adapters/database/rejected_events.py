"""Documents that could not be taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select

from adapters.database.bodies import compressed, restored
from adapters.database.conflicts import insert_into
from adapters.database.narrowing import latest_first, page_of, within
from adapters.database.source_tables import rejected_events
from socdomain.ids import CustomerId, RejectedEventId
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.rejected_event import SHOWN_BYTES, RejectedEvent, RejectReason, ShownRejectedEvent

_SHOWN_COLUMNS = [column for column in rejected_events.c if column.name != "rest"]


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

    def page(self, wanted: RejectedFilter, page: PageRequest, *, reach: Reach) -> Page[ShownRejectedEvent]:
        """Returns a page within reach, the latest received first."""
        table = rejected_events.c
        statement = select(*_SHOWN_COLUMNS).where(within(table.customer_id, reach), *_conditions(wanted))
        rows = self._connection.execute(latest_first(statement, table.received_at, table.id, page)).all()
        return page_of(rows, page, _shown, lambda row: Position(row.received_at, row.id))

    def whole(self, ids: Collection[RejectedEventId], *, reach: Reach) -> tuple[RejectedEvent, ...]:
        """Returns those within reach with all their bytes."""
        table = rejected_events.c
        statement = select(rejected_events).where(table.id.in_(sorted(set(ids))), within(table.customer_id, reach))
        return tuple(map(_event, self._connection.execute(statement)))

    def remove(self, ids: Collection[RejectedEventId], *, reach: Reach) -> None:
        """Removes those within reach, because they were taken after all."""
        table = rejected_events.c
        wanted = table.id.in_(sorted(set(ids)))
        self._connection.execute(delete(rejected_events).where(wanted, within(table.customer_id, reach)))

    def prune(self, received_before: datetime, *, limit: int, reach: Reach) -> int:
        """Removes those within reach that were received before a time, the first ones first, and returns how many."""
        table = rejected_events.c
        old = (
            select(table.id)
            .where(table.received_at < received_before, within(table.customer_id, reach))
            .order_by(table.received_at, table.id)
            .limit(limit)
        )
        ids = self._connection.scalars(old.with_for_update(skip_locked=True)).all()
        return self._connection.execute(delete(rejected_events).where(table.id.in_(ids))).rowcount if ids else 0

    def counts(self, wanted: RejectedFilter, *, reach: Reach) -> Mapping[RejectReason, int]:
        """Returns how many are wanted within reach, by reason."""
        table = rejected_events.c
        narrowed = (within(table.customer_id, reach), *_conditions(wanted))
        statement = select(table.reason, func.count()).where(*narrowed).group_by(table.reason)
        return {RejectReason(reason): count for reason, count in self._connection.execute(statement)}

    def counts_by_source(self, wanted: RejectedFilter, *, reach: Reach) -> Mapping[str, int]:
        """Returns how many are wanted within reach, by source."""
        table = rejected_events.c
        narrowed = (within(table.customer_id, reach), *_conditions(wanted))
        statement = select(table.source, func.count()).where(*narrowed).group_by(table.source)
        return {str(source): int(count) for source, count in self._connection.execute(statement)}


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
    customers, rest = event.sent_within.customers, event.body[SHOWN_BYTES:]
    return {
        "id": event.id,
        "received_at": event.received_at,
        "source": event.source,
        "instance": event.instance,
        "reason": event.reason.value,
        "detail": event.detail,
        "size_bytes": len(event.body),
        "beginning": compressed(event.body[:SHOWN_BYTES]),
        "rest": compressed(rest) if rest else None,
        "customer_id": event.customer_id,
        "sent_by": event.sent_by,
        "sent_for": event.sent_for,
        "sent_within": None if customers is None else sorted(map(str, customers)),
        "backfill": event.backfill,
        "skip_minimum": event.skip_minimum,
    }


def _shown(row: Row[Any]) -> ShownRejectedEvent:
    return ShownRejectedEvent(
        id=row.id,
        received_at=row.received_at,
        source=row.source,
        instance=row.instance,
        reason=RejectReason(row.reason),
        detail=row.detail,
        customer_id=row.customer_id,
        sent_by=row.sent_by,
        size_bytes=row.size_bytes,
        beginning=restored(row.beginning),
    )


def _event(row: Row[Any]) -> RejectedEvent:
    customers = row.sent_within
    return RejectedEvent(
        id=row.id,
        received_at=row.received_at,
        source=row.source,
        instance=row.instance,
        reason=RejectReason(row.reason),
        detail=row.detail,
        body=restored(row.beginning) + (restored(row.rest) if row.rest is not None else b""),
        customer_id=row.customer_id,
        sent_by=row.sent_by,
        sent_for=row.sent_for,
        sent_within=Reach.everyone() if customers is None else Reach.only(CustomerId(UUID(one)) for one in customers),
        backfill=row.backfill,
        skip_minimum=row.skip_minimum,
    )
