"""One alert with all that belongs to it, and its events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Select, func, select

from adapters.database.activity import ALERT_COMMENTS
from adapters.database.agents_of_assets import agents_of_assets
from adapters.database.alert_rows import ALERT_COLUMNS, IS_TEXT, alert_from_row
from adapters.database.bodies import HEADER_BYTES, restored, restored_size
from adapters.database.case_tables import case_alerts, cases
from adapters.database.incident_tables import (
    alert_assets,
    alert_observables,
    alert_texts,
    alerts,
    assets,
    events,
    observables,
)
from adapters.database.json_columns import pairs_from_json
from adapters.database.narrowing import latest_first, within
from adapters.database.platform_tables import customers
from socdomain.errors import NotFoundError
from socdomain.ids import AlertId
from socdomain.incidents.asset import AlertAsset, Asset
from socdomain.incidents.event import Event, JoinedBy
from socdomain.incidents.status import Status
from socdomain.incidents.views import MOST_SHOWN, AlertDetail, CaseReference, ShownAsset, ShownObservable
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach
from socdomain.sources.normalised_event import AssetKind, EventFlag
from socdomain.sources.observables import Observable, ObservableType
from socdomain.sources.origin import Origin
from socdomain.sources.severity import Severity

ASSET_COLUMNS = (assets.c.id, assets.c.customer_id, assets.c.kind, assets.c.name, assets.c.first_seen_at)
OBSERVABLE_COLUMNS = (observables.c.id, observables.c.type, observables.c.value, observables.c.is_internal)

MOST_DOCUMENT_BYTES = 8 * 1024 * 1024
"""Documents of one page of events; a page of 200 could have 200 MiB otherwise."""

_SHARE = (alert_assets.c.event_count, alert_assets.c.first_seen, alert_assets.c.last_seen)
_IN_ALL = func.count().over()


def alert_detail(connection: Connection, alert_id: AlertId, *, reach: Reach) -> AlertDetail:
    """Reads an alert; see ``AlertRepository.detail``."""
    query = (
        select(*ALERT_COLUMNS, customers.c.code)
        .select_from(alerts)
        .join(alert_texts, IS_TEXT)
        .join(customers, customers.c.id == alerts.c.customer_id)
    )
    row = connection.execute(query.where(alerts.c.id == alert_id, within(alerts.c.customer_id, reach))).one_or_none()
    if row is None:
        raise NotFoundError("alert", alert_id)
    shown_assets, asset_count = _assets(connection, alert_id)
    is_shown = observables.c.id == alert_observables.c.observable_id
    shown = connection.execute(
        shown_observables(select(*OBSERVABLE_COLUMNS, _IN_ALL).join(alert_observables, is_shown)).where(
            alert_observables.c.alert_id == alert_id
        )
    ).all()
    return AlertDetail(
        alert=alert_from_row(row),
        customer_code=row[-1],
        assets=shown_assets,
        asset_count=asset_count,
        observables=tuple(map(observable_from_row, shown)),
        observable_count=shown[0][-1] if shown else 0,
        comments=ALERT_COMMENTS.latest(connection, alert_id),
        cases=_cases(connection, alert_id),
    )


def require_alert(connection: Connection, alert_id: AlertId, *, reach: Reach) -> None:
    """Makes sure that there is such an alert.

    Raises:
        NotFoundError: There is none within reach.
    """
    query = select(alerts.c.number).where(alerts.c.id == alert_id, within(alerts.c.customer_id, reach))
    if connection.execute(query).one_or_none() is None:
        raise NotFoundError("alert", alert_id)


def alert_events(connection: Connection, alert_id: AlertId, page: PageRequest, *, reach: Reach) -> Page[Event]:
    """Reads a page of an alert's events; see ``AlertRepository.events``."""
    require_alert(connection, alert_id, reach=reach)
    table = events.c
    header = func.substr(table.body, 1, HEADER_BYTES, type_=LargeBinary)
    of_alert = select(table.id, table.seen_at, header.label("header")).where(table.alert_id == alert_id)
    listed = connection.execute(latest_first(of_alert, table.seen_at, table.id, page)).all()
    shown = _within_bytes(listed[: page.limit])
    last = shown[-1] if len(listed) > len(shown) else None
    whole = select(events).where(table.id.in_([row.id for row in shown]), table.alert_id == alert_id)
    rows = connection.execute(whole.order_by(table.seen_at.desc(), table.id.desc()))
    return Page(tuple(map(_event, rows)), None if last is None else Position(last.seen_at, last.id))


def _within_bytes(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Returns the first of some events, as many as a page may have documents, and one at least."""
    size_bytes = 0
    for count, row in enumerate(rows):
        size_bytes += restored_size(row.header)
        if count and size_bytes > MOST_DOCUMENT_BYTES:
            return rows[:count]
    return rows


def shown_observables(query: Select[Any]) -> Select[Any]:
    """Returns a statement over observables that stops after as many as are shown, by type and value."""
    return query.order_by(observables.c.type, observables.c.value, observables.c.id).limit(MOST_SHOWN)


def observable_from_row(row: Sequence[Any]) -> ShownObservable:
    """Returns the observable that a row stands for, which begins with ``OBSERVABLE_COLUMNS``."""
    observable_id, kind, value, is_internal = row[:4]
    return ShownObservable(observable_id, Observable(ObservableType(kind), value, is_internal))


def asset_from_row(row: Sequence[Any]) -> Asset:
    """Returns the asset that a row stands for, which begins with ``ASSET_COLUMNS``."""
    asset_id, customer_id, kind, name, first_seen_at = row[:5]
    return Asset(asset_id, customer_id, AssetKind(kind), name, first_seen_at)


def _assets(connection: Connection, alert_id: AlertId) -> tuple[tuple[ShownAsset, ...], int]:
    query = (
        select(*ASSET_COLUMNS, *_SHARE, _IN_ALL)
        .join(alert_assets, alert_assets.c.asset_id == assets.c.id)
        .where(alert_assets.c.alert_id == alert_id)
        .order_by(alert_assets.c.last_seen.desc(), assets.c.id.desc())
        .limit(MOST_SHOWN)
    )
    rows = connection.execute(query).all()
    found = list(map(asset_from_row, rows))
    agent_ids = agents_of_assets(connection, found)
    shown = []
    for asset, row in zip(found, rows, strict=True):
        share = row[len(ASSET_COLUMNS) : -1]
        shown.append(ShownAsset(asset, AlertAsset(alert_id, asset.id, *share), agent_ids.get(asset.id, ())))
    return tuple(shown), rows[0][-1] if rows else 0


def _cases(connection: Connection, alert_id: AlertId) -> tuple[CaseReference, ...]:
    query = (
        select(cases.c.id, cases.c.number, cases.c.name, cases.c.status)
        .join(case_alerts, case_alerts.c.case_id == cases.c.id)
        .where(case_alerts.c.alert_id == alert_id)
        .order_by(cases.c.number)
    )
    return tuple(CaseReference(row.id, row.number, row.name, Status(row.status)) for row in connection.execute(query))


def _event(row: Row[Any]) -> Event:
    return Event(
        id=row.id,
        alert_id=row.alert_id,
        source=row.source,
        origin=Origin(row.customer_id, row.instance, row.index_name, row.document_id),
        digest=row.digest,
        occurred_at=row.occurred_at,
        seen_at=row.seen_at,
        received_at=row.received_at,
        severity=Severity(row.severity),
        asset_id=row.asset_id,
        flags=tuple(map(EventFlag, filter(None, row.flags.split(",")))),
        mapping_version=row.mapping_version,
        joined_by=JoinedBy(row.joined_by),
        deciding_fields=pairs_from_json(row.deciding_fields),
        body=None if row.body is None else restored(row.body),
    )
