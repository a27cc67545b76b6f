"""What a database holds, without what may differ between two runs that did the same: generated ids and receipts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, Select, select

from adapters.database.engine import make_engine
from adapters.database.incident_tables import (
    alert_assets,
    alert_observables,
    alert_techniques,
    alert_texts,
    alerts,
    asset_aliases,
    assets,
    events,
    observables,
)
from adapters.database.source_tables import rejected_events
from tests.within_reach import for_everyone

Snapshot = dict[str, Counter[tuple[Any, ...]]]

# What does not depend on the order in which writers came.
_ALERT = (
    alerts.c.fingerprint,
    alerts.c.source,
    alerts.c.title,
    alerts.c.severity,
    alerts.c.status,
    alerts.c.first_seen,
    alerts.c.last_seen,
    alerts.c.event_count,
    alerts.c.late_events,
    alerts.c.takes_events,
)
# What comes from the first event of an alert, and so from that order.
_FIRST_EVENT = (alerts.c.window_until, alerts.c.asset_name, alert_texts.c.description)


def snapshot(url: str, *, with_first_events: bool) -> Snapshot:
    """Reads a database.

    Args:
        url: Which.
        with_first_events: Whether to include what depends on which event came first.
    """
    engine = for_everyone(make_engine(url, pool_size=1))
    try:
        with engine.connect() as connection:
            return {name: _rows(connection, query) for name, query in _queries(with_first_events).items()}
    finally:
        engine.dispose()


def _rows(connection: Connection, query: Select[Any]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row) for row in connection.execute(query))


def _queries(with_first_events: bool) -> dict[str, Select[Any]]:
    of_alert = alerts.c.fingerprint, alerts.c.first_seen
    event = (events.c.id, events.c.digest, events.c.seen_at, events.c.occurred_at, events.c.body, events.c.flags)
    joined = (events.c.joined_by,) if with_first_events else ()
    to_alert = events.c.alert_id == alerts.c.id
    return {
        "alerts": select(*_ALERT, *(_FIRST_EVENT if with_first_events else ())).join_from(
            alerts, alert_texts, alert_texts.c.number == alerts.c.number
        ),
        "events": select(*event, *joined, *of_alert).join_from(events, alerts, to_alert),
        "aliases": select(asset_aliases.c.alias, assets.c.kind).join_from(
            asset_aliases, assets, asset_aliases.c.asset_id == assets.c.id
        ),
        "alert assets": select(
            *of_alert,
            asset_aliases.c.alias,
            alert_assets.c.event_count,
            alert_assets.c.first_seen,
            alert_assets.c.last_seen,
        )
        .join_from(alert_assets, alerts, alert_assets.c.alert_id == alerts.c.id)
        .join(asset_aliases, asset_aliases.c.asset_id == alert_assets.c.asset_id),
        "observables": select(observables.c.id, observables.c.type, observables.c.value),
        "sightings": select(*of_alert, alert_observables.c.observable_id).join_from(
            alert_observables, alerts, alert_observables.c.alert_id == alerts.c.id
        ),
        "techniques": select(*of_alert, alert_techniques.c.technique).join_from(
            alert_techniques, alerts, alert_techniques.c.alert_id == alerts.c.id
        ),
        "rejected": select(rejected_events.c.id, rejected_events.c.reason),
    }
