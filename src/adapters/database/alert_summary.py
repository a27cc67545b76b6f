"""Counting alerts: every figure is a range of an index, so that none is read from the rows themselves.

Grouping would read as many entries, and took five times as long on SQLite, or chose to read the table.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    func,
    literal_column,
    select,
    true,
)

from adapters.database.distinct_values import distinct_values
from adapters.database.incident_tables import alert_techniques, alerts
from adapters.database.narrowing import within
from adapters.database.platform_tables import customers
from socdomain.incidents.views import AgeBand, AlertSummary
from socdomain.principal import Reach
from socdomain.sources.severity import Severity

MOST_TECHNIQUES = 50

_HOUR = timedelta(hours=1)
_HOURS = 24
# Written out, since SQLite does not see that a parameter implies the condition of a partial index.
_IS_LIVE = alerts.c.status != literal_column("'CLOSED'")


def alert_summary(connection: Connection, *, now: datetime, reach: Reach) -> AlertSummary:
    """Counts the alerts; see ``AlertRepository.summary``."""
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [this_hour - _HOUR * (_HOURS - 1 - number) for number in range(_HOURS)]
    return AlertSummary(
        at=now,
        severity_by_age=_severity_by_age(connection, now, reach),
        source_by_hour=_source_by_hour(connection, hours, reach),
        techniques=_techniques(connection, hours, reach),
    )


def _severity_by_age(connection: Connection, now: datetime, reach: Reach) -> dict[Severity, tuple[int, ...]]:
    opened, owner = alerts.c.opened_at, alerts.c.customer_id
    edges = [now - _HOUR * hours for hours in AgeBand.HOURS]
    bands = [
        opened > edges[0],
        *(and_(opened <= younger, opened > older) for younger, older in pairwise(edges)),
        opened <= edges[-1],
    ]
    index = "ix_alerts_live" if reach.is_everyone else "ix_alerts_customer_live"
    whose = true() if reach.is_everyone else owner == customers.c.id
    counts: list[ColumnElement[int]] = [
        _count(alerts, index, _IS_LIVE, whose, alerts.c.severity == int(severity), band)
        for severity in Severity
        for band in bands
    ]
    if not reach.is_everyone:
        counts = [func.coalesce(func.sum(count), 0) for count in counts]
    query = select(*counts) if reach.is_everyone else select(*counts).where(within(customers.c.id, reach))
    figures = [int(figure) for figure in connection.execute(query).one()]
    size = len(bands)
    return {severity: tuple(figures[n * size : (n + 1) * size]) for n, severity in enumerate(Severity)}


def _source_by_hour(connection: Connection, hours: list[datetime], reach: Reach) -> dict[str, dict[datetime, int]]:
    sources, index = distinct_values(alerts.c.source), "ix_alerts_source_opened_at_customer_id"
    opened, whose = alerts.c.opened_at, within(alerts.c.customer_id, reach)
    counts = [
        _count(alerts, index, alerts.c.source == sources.c.value, opened >= hour, opened < hour + _HOUR, whose)
        for hour in hours
    ]
    rows = connection.execute(select(sources.c.value, *counts).where(sources.c.value.is_not(None)))
    by_source = {row[0]: {hour: count for hour, count in zip(hours, row[1:], strict=True) if count} for row in rows}
    return {source: by_hour for source, by_hour in by_source.items() if by_hour}


def _techniques(connection: Connection, hours: list[datetime], reach: Reach) -> tuple[tuple[str, int], ...]:
    techniques, index = (
        distinct_values(alert_techniques.c.technique),
        "ix_alert_techniques_technique_opened_at_customer_id",
    )
    links = alert_techniques.c
    count = _count(
        alert_techniques,
        index,
        links.technique == techniques.c.value,
        links.opened_at >= hours[0],
        links.opened_at < hours[-1] + _HOUR,
        within(links.customer_id, reach),
    )
    counted = select(techniques.c.value, count.label("count")).where(techniques.c.value.is_not(None)).subquery()
    query = (
        select(counted.c.value, counted.c.count)
        .where(counted.c.count > 0)
        .order_by(counted.c.count.desc(), counted.c.value)
        .limit(MOST_TECHNIQUES)
    )
    return tuple((technique, number) for technique, number in connection.execute(query))


def _count(table: Any, index: str, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(table).with_hint(table, f"INDEXED BY {index}", "sqlite")
    return counted.where(*conditions).correlate_except(table).scalar_subquery()
