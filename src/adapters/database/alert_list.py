"""The list of alerts, a page at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from adapters.database.alert_list_plan import first_alerts
from adapters.database.alert_rows import ALERT_COLUMNS, IS_TEXT, alert_from_row
from adapters.database.alert_wanted import wanted_alerts
from adapters.database.incident_tables import alert_texts, alerts
from adapters.database.narrowing import page_of
from adapters.database.platform_tables import customers
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.views import AlertListing
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


def alert_page(connection: Connection, wanted: AlertFilter, page: PageRequest, *, reach: Reach) -> Page[AlertListing]:
    """Reads a page of the list; see ``AlertRepository.page``."""
    found = wanted_alerts(connection, wanted, reach=reach, after=page.after)
    if found is None:
        return Page(())
    columns = (
        select(*ALERT_COLUMNS, customers.c.code)
        .select_from(alerts)
        .join(alert_texts, IS_TEXT)
        .join(customers, customers.c.id == alerts.c.customer_id)
    )
    rows = first_alerts(connection, found, columns, limit=page.limit + 1)
    return page_of(
        rows,
        page,
        lambda row: AlertListing(alert_from_row(row), row.code),
        lambda row: Position(row.last_seen, row.id),
    )


def matching_alerts(
    connection: Connection,
    wanted: AlertFilter,
    *,
    as_of: datetime,
    after: Position | None,
    limit: int,
    reach: Reach,
) -> tuple[Position, ...]:
    """Reads where the alerts that match stand in the list; see ``AlertRepository.matching``."""
    found = wanted_alerts(connection, wanted, reach=reach, after=after, recorded_by=as_of)
    if found is None:
        return ()
    rows = first_alerts(connection, found, select(alerts.c.id, alerts.c.last_seen), limit=limit)
    return tuple(Position(row.last_seen, row.id) for row in rows)
