"""What analysts write of alerts."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert

from adapters.database.alert_rows import alert_to_row, analysts_part, text_to_row
from adapters.database.bulk import Columns
from adapters.database.bulk_dialects import bulk_of
from adapters.database.conflicts import insert_into
from adapters.database.incident_tables import (
    alert_observables,
    alert_tags,
    alert_techniques,
    alert_texts,
    alerts,
    observables,
)
from adapters.database.narrowing import in_chunks
from socdomain.errors import ConcurrentChangeError
from socdomain.incidents.alert import Alert
from socdomain.incidents.intake import Sighting, StoredObservable

_IS_UNCHANGED = "alerts.id = wanted.id AND alerts.customer_id = wanted.customer_id AND alerts.version = wanted.version"


def add_alert(connection: Connection, alert: Alert, change_sequence: int) -> None:
    """Adds an alert with its tags and techniques; see ``AlertRepository.add``."""
    added = insert(alerts).values(alert_to_row(alert, change_sequence)).returning(alerts.c.number)
    number = connection.execute(added).scalar_one()
    connection.execute(insert(alert_texts).values(text_to_row(alert, number)))
    _add_tags(connection, [alert])
    techniques = [
        {
            "alert_id": alert.id,
            "technique": technique,
            "customer_id": alert.customer_id,
            "opened_at": alert.opened_at,
        }
        for technique in dict.fromkeys(alert.techniques)
    ]
    if techniques:
        connection.execute(insert(alert_techniques), techniques)


def add_sightings(connection: Connection, shown: Collection[StoredObservable], sightings: Collection[Sighting]) -> None:
    """Adds what is not there yet; see ``AlertRepository.add_sightings``."""
    rows = [
        {
            "id": one.id,
            "customer_id": one.customer_id,
            "type": one.observable.type.value,
            "value": one.observable.value,
            "is_internal": one.observable.internal,
        }
        for one in sorted(shown, key=lambda one: one.id)
    ]
    if rows:
        connection.execute(insert_into(connection, observables).on_conflict_do_nothing(), rows)
    links = [
        {"alert_id": one.alert_id, "observable_id": one.observable_id, "customer_id": one.customer_id}
        for one in sorted(sightings, key=lambda one: (one.alert_id, one.observable_id))
    ]
    if links:
        connection.execute(insert_into(connection, alert_observables).on_conflict_do_nothing(), links)


def save_alerts(connection: Connection, changed: Collection[Alert], change_sequence: int) -> None:
    """Writes what analysts decided; see ``AlertRepository.save_all``."""
    bulk, in_order = bulk_of(connection), sorted(changed, key=lambda alert: alert.id)
    before = {**_keys(in_order), alerts.c.version: [alert.version - 1 for alert in in_order]}
    if len(bulk.read(before, (alerts.c.id,), _IS_UNCHANGED, locked=True)) != len(in_order):
        raise ConcurrentChangeError("an alert has changed since it was read")
    # Who stops taking a fingerprint's events goes first, so that never two alerts take them.
    for takes_events in (False, True):
        part = [alert for alert in in_order if alert.takes_events is takes_events]
        if part:
            rows = [analysts_part(alert, change_sequence) for alert in part]
            bulk.update(_keys(part), {alerts.c[name]: [row[name] for row in rows] for name in rows[0]})
    for some in in_chunks(in_order):
        connection.execute(delete(alert_tags).where(alert_tags.c.alert_id.in_([alert.id for alert in some])))
    _add_tags(connection, in_order)


def _keys(of: Collection[Alert]) -> Columns:
    return {alerts.c.id: [alert.id for alert in of], alerts.c.customer_id: [alert.customer_id for alert in of]}


def _add_tags(connection: Connection, tagged: Collection[Alert]) -> None:
    rows = [
        {"alert_id": alert.id, "tag": tag, "customer_id": alert.customer_id}
        for alert in tagged
        for tag in dict.fromkeys(alert.tags)
    ]
    if rows:
        connection.execute(insert(alert_tags), rows)
