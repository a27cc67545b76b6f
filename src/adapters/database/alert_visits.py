"""What an alert's events did over time, and who looked at it when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    Table,
    case,
    cast,
    extract,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
)

from adapters.database.conflicts import insert_into
from adapters.database.incident_tables import alerts, events
from adapters.database.metadata import Id, UtcTime, metadata
from adapters.database.narrowing import within
from socdomain.errors import NotFoundError
from socdomain.ids import AlertId, PrincipalId
from socdomain.incidents.alert_activity import Activity, span_between
from socdomain.incidents.looks import VISIT_ENDS_AFTER
from socdomain.principal import Reach

# What a user knows of an alert; it goes with the alert.
alert_looks = Table(
    "alert_looks",
    metadata,
    Column("alert_id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id"), primary_key=True, index=True),
    Column("customer_id", Id, nullable=False),
    Column("looked_at", UtcTime, nullable=False),
    Column("before_at", UtcTime),  # null while it is the first visit
    ForeignKeyConstraint(["alert_id", "customer_id"], ["alerts.id", "alerts.customer_id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)


def alert_activity(connection: Connection, alert_id: AlertId, buckets: int, *, reach: Reach) -> Activity:
    """Counts an alert's events in equal spans; see ``AlertRepository.activity``.

    Each count is a range of the index over (alert, time). The spans are told apart in the statement, as
    ``span_between`` does: when the alert was seen is not known before.
    """
    rows, is_postgres = alerts.c, connection.dialect.name == "postgresql"
    numbers = select(literal(0, Integer).label("number")).cte("spans", recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < buckets - 1))
    span_us = _microseconds(rows.last_seen - rows.first_seen, is_postgres) // buckets + 1
    start = _later(rows.first_seen, span_us * numbers.c.number, is_postgres)
    end = _later(rows.first_seen, span_us * (numbers.c.number + 1), is_postgres)
    of_alert = (events.c.alert_id == rows.id) & (events.c.seen_at >= start) & (events.c.seen_at < end)
    counted = select(func.count()).select_from(events).where(of_alert).correlate(alerts, numbers)
    query = (
        select(rows.first_seen, rows.last_seen, counted.scalar_subquery().label("events"))
        .where(rows.id == alert_id, within(rows.customer_id, reach))
        .join_from(alerts, numbers, literal(1) == 1)
        .order_by(numbers.c.number)
    )
    found = connection.execute(query).all()
    if not found:
        raise NotFoundError("alert", alert_id)
    first, last = found[0].first_seen, found[0].last_seen
    span_s = span_between(first, last, buckets).total_seconds()
    return Activity(first, span_s, tuple(row.events for row in found))


def note_look(
    connection: Connection, alert_id: AlertId, user_id: PrincipalId, at: datetime, *, reach: Reach
) -> datetime | None:
    """Writes down a look; see ``AlertRepository.note_look`` and, for what becomes of it, ``looks.looked``."""
    now, rows, known = literal(at, UtcTime), alerts.c, alert_looks.c
    look = select(rows.id, literal(user_id, Id), rows.customer_id, now)
    added = insert_into(connection, alert_looks).from_select(
        ["alert_id", "user_id", "customer_id", "looked_at"],
        look.where(rows.id == alert_id, within(rows.customer_id, reach)),
    )
    is_another_visit = known.looked_at < literal(at - VISIT_ENDS_AFTER, UtcTime)
    noted = added.on_conflict_do_update(
        index_elements=[known.alert_id, known.user_id],
        set_={
            "before_at": case((is_another_visit, known.looked_at), else_=known.before_at),
            "looked_at": case((known.looked_at < now, now), else_=known.looked_at),
        },
    ).returning(known.before_at)
    row = connection.execute(noted).one_or_none()
    if row is None:
        raise NotFoundError("alert", alert_id)
    before: datetime | None = row.before_at
    return before


def _microseconds(span: ColumnElement[Any], is_postgres: bool) -> ColumnElement[int]:
    if is_postgres:
        # A numeric, and so exact.
        return cast(extract("epoch", span) * literal(1_000_000, Numeric), BigInteger)
    return type_coerce(span, BigInteger)


def _later(at: ColumnElement[datetime], microseconds: ColumnElement[int], is_postgres: bool) -> ColumnElement[Any]:
    if is_postgres:
        return at + microseconds * literal_column("interval '1 microsecond'")
    return type_coerce(type_coerce(at, BigInteger) + microseconds, UtcTime)
