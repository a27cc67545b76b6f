"""The list of cases, and one case with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from adapters.database.activity import CASE_COMMENTS
from adapters.database.alert_reads import (
    ASSET_COLUMNS,
    OBSERVABLE_COLUMNS,
    asset_from_row,
    observable_from_row,
    shown_observables,
)
from adapters.database.case_rows import CASE_COLUMNS, case_from_row
from adapters.database.case_tables import case_alerts, cases
from adapters.database.incident_tables import alert_assets, alert_observables, alerts, assets, observables
from adapters.database.narrowing import latest_first, page_of, within
from adapters.database.platform_tables import customer_codes, customers
from adapters.database.unstorable import cannot_be_stored
from socdomain.customers.customer import folded
from socdomain.errors import NotFoundError
from socdomain.ids import CaseId
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.asset import Asset
from socdomain.incidents.status import Status
from socdomain.incidents.views import MOST_SHOWN, AlertReference, CaseDetail, CaseListing, ShownObservable
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach
from socdomain.sources.severity import Severity


def case_page(connection: Connection, wanted: CaseFilter, page: PageRequest, *, reach: Reach) -> Page[CaseListing]:
    """Reads a page of the list; see ``CaseRepository.page``."""
    if cannot_be_stored(wanted.customer, wanted.assignee):
        return Page(())
    alert_count = select(func.count()).where(case_alerts.c.case_id == cases.c.id).scalar_subquery()
    query = (
        select(*CASE_COLUMNS, customers.c.code, alert_count)
        .join(customers, customers.c.id == cases.c.customer_id)
        .where(within(cases.c.customer_id, reach), *_conditions(wanted))
    )
    rows = connection.execute(latest_first(query, cases.c.opened_at, cases.c.id, page)).all()
    return page_of(rows, page, _listing, lambda row: Position(row.opened_at, row.id))


def case_detail(connection: Connection, case_id: CaseId, *, reach: Reach) -> CaseDetail:
    """Reads a case; see ``CaseRepository.detail``."""
    query = select(*CASE_COLUMNS, customers.c.code).join(customers, customers.c.id == cases.c.customer_id)
    row = connection.execute(query.where(cases.c.id == case_id, within(cases.c.customer_id, reach))).one_or_none()
    if row is None:
        raise NotFoundError("case", case_id)
    shown, alert_count, live_count = _alerts(connection, case_id)
    return CaseDetail(
        case=case_from_row(row),
        customer_code=row.code,
        alerts=shown,
        alert_count=alert_count,
        live_alert_count=live_count,
        assets=_assets(connection, case_id),
        observables=_observables(connection, case_id),
        comments=CASE_COMMENTS.latest(connection, case_id),
        comment_count=CASE_COMMENTS.count(connection, case_id),
    )


def require_case(connection: Connection, case_id: CaseId, *, reach: Reach) -> None:
    """Makes sure that there is such a case.

    Raises:
        NotFoundError: There is none within reach.
    """
    query = select(cases.c.id).where(cases.c.id == case_id, within(cases.c.customer_id, reach))
    if connection.execute(query).one_or_none() is None:
        raise NotFoundError("case", case_id)


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    rows = cases.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.status:
        conditions.append(rows.status.in_(sorted(status.value for status in wanted.status)))
    if wanted.severity:
        conditions.append(rows.severity.in_(sorted(map(int, wanted.severity))))
    if wanted.customer is not None:
        owner = select(customer_codes.c.customer_id).where(customer_codes.c.folded == folded(wanted.customer))
        conditions.append(rows.customer_id == owner.scalar_subquery())
    if wanted.assignee is not None:
        conditions.append(rows.assignee == wanted.assignee if wanted.assignee else rows.assignee.is_(None))
    return conditions


def _listing(row: Sequence[Any]) -> CaseListing:
    return CaseListing(case_from_row(row), customer_code=row[-2], alert_count=row[-1])


def _alerts(connection: Connection, case_id: CaseId) -> tuple[tuple[AlertReference, ...], int, int]:
    """Reads the alerts that are shown, how many there are, and how many of these are live."""
    rows = alerts.c
    live = func.count().filter(rows.status != Status.CLOSED.value)
    query = (
        select(rows.id, rows.title, rows.severity, rows.status, rows.last_seen, func.count().over(), live.over())
        .join(case_alerts, case_alerts.c.alert_id == rows.id)
        .where(case_alerts.c.case_id == case_id)
        .order_by(rows.last_seen.desc(), rows.id.desc())
        .limit(MOST_SHOWN)
    )
    found = connection.execute(query).all()
    shown = tuple(
        AlertReference(row.id, row.title, Severity(row.severity), Status(row.status), row.last_seen) for row in found
    )
    return shown, *(found[0][-2:] if found else (0, 0))


def _assets(connection: Connection, case_id: CaseId) -> tuple[Asset, ...]:
    last = (
        select(alert_assets.c.asset_id, func.max(alert_assets.c.last_seen).label("seen"))
        .join(case_alerts, case_alerts.c.alert_id == alert_assets.c.alert_id)
        .where(case_alerts.c.case_id == case_id)
        .group_by(alert_assets.c.asset_id)
        .subquery("last")
    )
    query: Select[Any] = select(*ASSET_COLUMNS).join(last, last.c.asset_id == assets.c.id)
    latest = query.order_by(last.c.seen.desc(), assets.c.id.desc()).limit(MOST_SHOWN)
    return tuple(map(asset_from_row, connection.execute(latest)))


def _observables(connection: Connection, case_id: CaseId) -> tuple[ShownObservable, ...]:
    shown = (
        select(alert_observables.c.observable_id)
        .join(case_alerts, case_alerts.c.alert_id == alert_observables.c.alert_id)
        .where(case_alerts.c.case_id == case_id)
    )
    query = shown_observables(select(*OBSERVABLE_COLUMNS).where(observables.c.id.in_(shown)))
    return tuple(map(observable_from_row, connection.execute(query)))
