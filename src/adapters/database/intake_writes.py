"""Writing a plan of intake: one statement for each table.

The order matters. What others refer to comes first. The change number comes last, before the alerts, since on
PostgreSQL all who change alerts wait for each other from there on; so events and links are written before the
alerts that they lead to, and the database checks them when the work is committed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table

from adapters import crash_points
from adapters.database.alert_rows import alert_to_row, text_to_row
from adapters.database.bodies import compressed
from adapters.database.bulk import Bulk, Columns
from adapters.database.change_head import ChangeHead
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
from adapters.database.json_columns import pairs_to_json
from socdomain.errors import ConcurrentChangeError
from socdomain.incidents.alert import Alert
from socdomain.incidents.event import Event
from socdomain.incidents.intake import AssetShare, IntakePlan, Sighting, StoredObservable
from socdomain.incidents.joinable_alert import JoinableAlert

_LEAVE = "ON CONFLICT DO NOTHING"
_ADD_UP = """ON CONFLICT (alert_id, asset_id) DO UPDATE SET
    event_count = alert_assets.event_count + excluded.event_count,
    first_seen = CASE WHEN excluded.first_seen < alert_assets.first_seen
        THEN excluded.first_seen ELSE alert_assets.first_seen END,
    last_seen = CASE WHEN excluded.last_seen > alert_assets.last_seen
        THEN excluded.last_seen ELSE alert_assets.last_seen END"""


def store_plan(bulk: Bulk, changes: ChangeHead, plan: IntakePlan, new_observables: list[StoredObservable]) -> None:
    """Writes a plan.

    Args:
        bulk: Where to.
        changes: Gives the number of the change.
        plan: What to write; its lists are sorted by their keys.
        new_observables: Those of its observables that may not be there yet.

    Raises:
        ConcurrentChangeError: What the plan was made from is no longer so.
    """
    _store_assets(bulk, plan)
    _store_observables(bulk, new_observables, plan.sightings)
    _store_shares(bulk, plan)
    bulk.append(events, _event_columns(plan.events))
    crash_points.reach("database.intake.events_written")
    _store_alerts(bulk, changes, plan)


def _store_assets(bulk: Bulk, plan: IntakePlan) -> None:
    new, aliases = plan.new_assets, plan.new_aliases
    if new:
        bulk.insert(
            assets,
            {
                assets.c.id: [asset.id for asset in new],
                assets.c.customer_id: [asset.customer_id for asset in new],
                assets.c.kind: [asset.kind.value for asset in new],
                assets.c.name: [asset.name for asset in new],
                assets.c.first_seen_at: [asset.first_seen_at for asset in new],
            },
        )
    if aliases:
        bulk.insert(
            asset_aliases,
            {
                asset_aliases.c.customer_id: [alias.customer_id for alias in aliases],
                asset_aliases.c.alias: [alias.alias for alias in aliases],
                asset_aliases.c.asset_id: [alias.asset_id for alias in aliases],
            },
        )
    crash_points.reach("database.intake.assets_written")


def _store_observables(bulk: Bulk, shown: list[StoredObservable], sightings: list[Sighting]) -> None:
    if shown:
        bulk.insert(observables, _observable_columns(shown), on_conflict=_LEAVE)
    crash_points.reach("database.intake.observables_written")
    if sightings:
        bulk.insert(alert_observables, _sighting_columns(sightings), on_conflict=_LEAVE)
    crash_points.reach("database.intake.sightings_written")


def _store_shares(bulk: Bulk, plan: IntakePlan) -> None:
    if plan.asset_shares:
        bulk.insert(alert_assets, _share_columns(plan.asset_shares), on_conflict=_ADD_UP)
    crash_points.reach("database.intake.shares_written")
    if plan.techniques:
        table, rows = alert_techniques.c, plan.techniques
        bulk.insert(
            alert_techniques,
            {
                table.alert_id: [row.alert_id for row in rows],
                table.technique: [row.technique for row in rows],
                table.customer_id: [row.customer_id for row in rows],
                table.opened_at: [row.opened_at for row in rows],
            },
            on_conflict=_LEAVE,
        )
    crash_points.reach("database.intake.techniques_written")


def _store_alerts(bulk: Bulk, changes: ChangeHead, plan: IntakePlan) -> None:
    if not plan.changed_alerts and not plan.counted_alerts and not plan.new_alerts:
        return
    number = changes.next()
    crash_points.reach("database.intake.number_taken")
    # One that stops taking events is written before the one that begins, so that never two of a fingerprint do.
    for rows, columns in ((plan.changed_alerts, _changed_columns), (plan.counted_alerts, _counted_columns)):
        if rows and bulk.update(_key_columns(rows), columns(rows, number)) != len(rows):
            raise ConcurrentChangeError("an alert that events were to join is gone")
    crash_points.reach("database.intake.alerts_changed")
    if plan.new_alerts:
        _add_alerts(bulk, plan.new_alerts, number)
    crash_points.reach("database.intake.alerts_added")


def _observable_columns(rows: list[StoredObservable]) -> Columns:
    table = observables.c
    return {
        table.id: [row.id for row in rows],
        table.customer_id: [row.customer_id for row in rows],
        table.type: [row.observable.type.value for row in rows],
        table.value: [row.observable.value for row in rows],
        table.is_internal: [row.observable.internal for row in rows],
    }


def _sighting_columns(rows: list[Sighting]) -> Columns:
    table = alert_observables.c
    return {
        table.alert_id: [row.alert_id for row in rows],
        table.observable_id: [row.observable_id for row in rows],
        table.customer_id: [row.customer_id for row in rows],
    }


def _share_columns(rows: list[AssetShare]) -> Columns:
    table = alert_assets.c
    shares = [row.share for row in rows]
    return {
        table.alert_id: [share.alert_id for share in shares],
        table.asset_id: [share.asset_id for share in shares],
        table.customer_id: [row.customer_id for row in rows],
        table.event_count: [share.event_count for share in shares],
        table.first_seen: [share.first_seen for share in shares],
        table.last_seen: [share.last_seen for share in shares],
    }


def _event_columns(rows: list[Event]) -> Columns:
    table = events.c
    origins = [row.origin for row in rows]
    return {
        table.id: [row.id for row in rows],
        table.customer_id: [origin.customer_id for origin in origins],
        table.alert_id: [row.alert_id for row in rows],
        table.source: [row.source for row in rows],
        table.instance: [origin.instance for origin in origins],
        table.index_name: [origin.index_name for origin in origins],
        table.document_id: [origin.document_id for origin in origins],
        table.digest: [row.digest for row in rows],
        table.occurred_at: [row.occurred_at for row in rows],
        table.seen_at: [row.seen_at for row in rows],
        table.received_at: [row.received_at for row in rows],
        table.severity: [int(row.severity) for row in rows],
        table.asset_id: [row.asset_id for row in rows],
        table.flags: [",".join(row.flags) for row in rows],
        table.mapping_version: [row.mapping_version for row in rows],
        table.joined_by: [row.joined_by.value for row in rows],
        table.deciding_fields: [pairs_to_json(row.deciding_fields) for row in rows],
        table.body: [None if row.body is None else compressed(row.body) for row in rows],
    }


def _key_columns(rows: list[JoinableAlert]) -> Columns:
    table = alerts.c
    return {table.id: [row.id for row in rows], table.customer_id: [row.customer_id for row in rows]}


def _counted_columns(rows: list[JoinableAlert], number: int) -> Columns:
    """Returns what most events change. A column that is written has its indexes written, whether it changes or not."""
    table = alerts.c
    return {
        table.first_seen: [row.first_seen for row in rows],
        table.last_seen: [row.last_seen for row in rows],
        table.event_count: [row.event_count for row in rows],
        table.late_events: [row.late_events for row in rows],
        table.new_assets_since: [row.new_assets_since for row in rows],
        table.change_sequence: [number] * len(rows),
    }


def _changed_columns(rows: list[JoinableAlert], number: int) -> Columns:
    """Returns what intake decides of alerts; what analysts decide is not among it."""
    table = alerts.c
    raised = [row.severity_raised for row in rows]
    return {
        **_counted_columns(rows, number),
        table.techniques: [list(row.techniques) for row in rows],
        table.takes_events: [row.takes_events for row in rows],
        table.severity: [int(row.severity) for row in rows],
        table.severity_known: [row.severity_known for row in rows],
        table.severity_raised: [None if severity is None else int(severity) for severity in raised],
    }


def _add_alerts(bulk: Bulk, new: list[Alert], change_number: int) -> None:
    numbers = bulk.next_numbers(alerts.c.number, len(new))
    numbered = list(zip(new, numbers, strict=True))
    bulk.insert_at_once(
        alerts,
        _as_columns(alerts, [{"number": number} | alert_to_row(alert, change_number) for alert, number in numbered]),
    )
    bulk.insert_at_once(
        alert_texts, _as_columns(alert_texts, [text_to_row(alert, number) for alert, number in numbered])
    )


def _as_columns(table: Table, rows: list[dict[str, Any]]) -> Columns:
    return {table.c[name]: [row[name] for row in rows] for name in rows[0]}
