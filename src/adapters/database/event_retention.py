"""Removing the bytes of old events."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, tuple_, update

from adapters.database.incident_tables import alerts, events
from socdomain.ids import AlertId


def drop_bodies(
    connection: Connection, received_before: datetime, *, after: AlertId, limit: int
) -> tuple[int, AlertId | None]:
    """Removes the bytes of events; see ``IntakeStore.drop_bodies``."""
    following = select(alerts.c.id).where(alerts.c.id > after).order_by(alerts.c.id).limit(limit + 1)
    found = list(connection.scalars(following))
    if not found:
        return 0, None
    shown = found[:limit]
    drop = (
        update(events)
        .values(body=None)
        .where(
            events.c.alert_id.in_(shown),
            events.c.received_at < received_before,
            events.c.body.is_not(None),
            _has_another(is_earlier=True),
            _has_another(is_earlier=False),
        )
    )
    count = connection.execute(drop).rowcount
    return count, AlertId(shown[-1]) if len(found) > limit else None


def _has_another(*, is_earlier: bool) -> ColumnElement[bool]:
    """Tells of an event whether its alert has an earlier one, or a later one."""
    other = events.alias("earlier" if is_earlier else "later")
    place, others = tuple_(events.c.seen_at, events.c.id), tuple_(other.c.seen_at, other.c.id)
    is_beside = others < place if is_earlier else others > place
    return select(other.c.id).where(other.c.alert_id == events.c.alert_id, is_beside).correlate(events).exists()
