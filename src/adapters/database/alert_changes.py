"""Following what changes: the alerts in the order in which they last changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, tuple_, union_all

from adapters.database.alert_rows import ALERT_COLUMNS, IS_TEXT, alert_from_row
from adapters.database.incident_tables import alert_texts, alerts
from adapters.database.narrowing import within
from adapters.database.platform_tables import customers
from socdomain.incidents.views import AlertListing, ChangesPage, ChangesPosition
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
    is_later: ColumnElement[bool] = rows.change_sequence > after.sequence
    if after.id is not None:
        position = tuple_(after.sequence, after.id, types=[rows.change_sequence.type, rows.id.type])
        is_later = tuple_(rows.change_sequence, rows.id) > position
    return (
        select(rows.id, rows.change_sequence)
        .with_hint(alerts, f"INDEXED BY {index}", "sqlite")
        .where(whose, is_later)
        .order_by(rows.change_sequence, rows.id)
        .limit(limit)
    )
