"""Following what changes: the alerts in the order in which they last changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Select, select, tuple_, union_all

from adapters.database.alert_rows import ALERT_COLUMNS, IS_TEXT, alert_from_row
from adapters.database.alert_spines import conditions_beside
from adapters.database.alert_wanted import wanted_alerts
from adapters.database.incident_tables import alert_texts, alerts
from adapters.database.narrowing import within
from adapters.database.platform_tables import change_head, customers
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.views import AlertListing, ChangesPage, ChangesPosition, NewsItem, NewsPage
from socdomain.principal import Reach

MOST_BRANCHES = 64
"""For so many customers their own changes are read and merged; for more, everyone's are read and most are theirs."""


def changed_alerts(connection: Connection, after: ChangesPosition, limit: int, *, reach: Reach) -> ChangesPage:
    """Reads the alerts that changed after a position; see ``AlertRepository.changes``."""
    keys = _keys(after, limit + 1, reach).subquery("keys")
    query = (
        select(*ALERT_COLUMNS, customers.c.code, keys.c.change_sequence)
        .select_from(keys)
        .join(alerts, alerts.c.id == keys.c.id)
        .join(alert_texts, IS_TEXT)
        .join(customers, customers.c.id == alerts.c.customer_id)
        .order_by(keys.c.change_sequence, keys.c.id)
    )
    rows = connection.execute(query).all()
    shown = rows[:limit]
    return ChangesPage(
        items=tuple(AlertListing(alert_from_row(row), row.code) for row in shown),
        position=ChangesPosition(shown[-1].change_sequence, shown[-1].id) if shown else after,
        more=len(rows) > limit,
    )


def latest_position(connection: Connection) -> ChangesPosition:
    """Reads where the changes end; see ``AlertRepository.latest_position``.

    Whoever changes alerts holds the number until the commit, so that what is read here has been committed, and so has
    all with smaller numbers.
    """
    return ChangesPosition(connection.execute(select(change_head.c.sequence)).scalar_one())


def news_of_alerts(
    connection: Connection,
    after: ChangesPosition,
    limit: int,
    wanted: AlertFilter,
    *,
    since: ChangesPosition,
    reach: Reach,
) -> NewsPage:
    """Reads which of the alerts that changed are wanted; see ``AlertRepository.news``."""
    keys = connection.execute(_keys(after, limit + 1, reach)).all()
    looked_at = keys[:limit]
    return NewsPage(
        items=_news(connection, [row.id for row in looked_at], wanted, since, reach),
        position=ChangesPosition(looked_at[-1].change_sequence, looked_at[-1].id) if looked_at else after,
        more=len(keys) > limit,
    )


def _news(
    connection: Connection, ids: Sequence[UUID], wanted: AlertFilter, since: ChangesPosition, reach: Reach
) -> tuple[NewsItem, ...]:
    """Reads those of some alerts that the list would show; each is asked by itself, since they are few."""
    found = wanted_alerts(connection, wanted, reach=reach) if ids else None
    if found is None:
        return ()
    # By itself, since a narrowing by text asks the table of texts, and would take the one that is read for its own.
    matching = (
        select(alerts.c.id)
        .with_hint(alerts, "INDEXED BY sqlite_autoindex_alerts_1", "sqlite")
        .where(alerts.c.id.in_(ids), *found.between(), *conditions_beside(found, None))
        .where(*(narrowing.condition for narrowing in found.narrowings))
        .subquery("matching")
    )
    query = (
        select(*ALERT_COLUMNS, customers.c.code, _is_after(alerts.c.added_sequence, since).label("is_new"))
        .select_from(matching)
        .join(alerts, alerts.c.id == matching.c.id)
        .join(alert_texts, IS_TEXT)
        .join(customers, customers.c.id == alerts.c.customer_id)
        .order_by(alerts.c.change_sequence, alerts.c.id)
    )
    listed = connection.execute(query)
    return tuple(NewsItem(AlertListing(alert_from_row(row), row.code), bool(row.is_new)) for row in listed)


def _keys(after: ChangesPosition, limit: int, reach: Reach) -> Select[Any]:
    if reach.customers is None or len(reach.customers) > MOST_BRANCHES:
        return _first(after, limit, "ix_alerts_change_sequence_id", within(alerts.c.customer_id, reach))
    if not reach.customers:
        return select(alerts.c.id, alerts.c.change_sequence).limit(0)
    of_each = [
        _first(after, limit, "ix_alerts_customer_id_change_sequence_id", alerts.c.customer_id == customer)
        for customer in sorted(reach.customers)
    ]
    together = union_all(*(select(part.subquery()) for part in of_each)).subquery("changed")
    return select(together).order_by(together.c.change_sequence, together.c.id).limit(limit)


def _first(after: ChangesPosition, limit: int, index: str, whose: ColumnElement[bool]) -> Select[Any]:
    rows = alerts.c
    return (
        select(rows.id, rows.change_sequence)
        .with_hint(alerts, f"INDEXED BY {index}", "sqlite")
        .where(whose, _is_after(rows.change_sequence, after))
        .order_by(rows.change_sequence, rows.id)
        .limit(limit)
    )


def _is_after(sequence: Column[int], position: ChangesPosition) -> ColumnElement[bool]:
    """Returns the condition that an alert stands behind a position, by the number of one of its changes."""
    if position.id is None:
        return sequence > position.sequence
    given = tuple_(position.sequence, position.id, types=[sequence.type, alerts.c.id.type])
    return tuple_(sequence, alerts.c.id) > given
