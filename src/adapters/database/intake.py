"""Intake's reads, and the lock before them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection

from adapters.database import incident_tables as tables
from adapters.database.alert_rows import JOINABLE_COLUMNS, joinable_from_row
from adapters.database.bulk import Bulk
from adapters.database.bulk_dialects import bulk_of
from adapters.database.change_head import ChangeHead
from adapters.database.event_retention import drop_bodies
from adapters.database.intake_writes import store_plan
from adapters.database.known_observables import KnownObservables
from adapters.database.metadata import UtcTime
from socdomain.errors import ConcurrentChangeError, OtherCustomerError
from socdomain.ids import AlertId, AssetId, CustomerId, EventId
from socdomain.incidents.asset import KnownAsset
from socdomain.incidents.intake import FingerprintKey, IntakePlan, StoredObservable
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.joining import LATE_FOR

_LOCK_NAMESPACE = 0x57464C4F
"""First key of the advisory locks by which intake takes turns on PostgreSQL; the second is a customer's."""

# Bounds of a time of closing; every wanted fingerprint carries the same two.
_CLOSED_FROM: Column[datetime] = Column("closed_from", UtcTime)
_CLOSED_UNTIL: Column[datetime] = Column("closed_until", UtcTime)

_SAME_EVENT = "events.id = wanted.id AND events.customer_id = wanted.customer_id"
_SAME_FINGERPRINT = "alerts.customer_id = wanted.customer_id AND alerts.fingerprint = wanted.fingerprint"
_TAKES_OR_LATE = "alerts.takes_events OR alerts.closed_at BETWEEN wanted.closed_from AND wanted.closed_until"
_IS_LIVE = "alerts.status <> 'CLOSED'"
_SAME_ALIAS = "asset_aliases.customer_id = wanted.customer_id AND asset_aliases.alias = wanted.alias"
_SAME_ASSET = "asset_aliases.asset_id = wanted.asset_id AND substr(asset_aliases.alias, 1, 6) = 'agent:'"
_SAME_ALERT = "alert_assets.alert_id = wanted.alert_id AND alert_assets.customer_id = wanted.customer_id"


class SqlIntake:
    """Reads and writes of intake, as ``IntakeStore``.

    Args:
        connection: Within a transaction.
        changes: Gives the number of the change.
        known: Which observables need not be written.
        added: Gets those that are; known once they are committed.
    """

    def __init__(
        self, connection: Connection, changes: ChangeHead, known: KnownObservables, added: list[StoredObservable]
    ) -> None:
        self._connection = connection
        self._changes = changes
        self._known = known
        self._added = added
        self._bulk: Bulk = bulk_of(connection)

    def lock(self, customer_ids: Collection[CustomerId]) -> None:
        """Keeps other intake away from these customers; on SQLite whoever writes keeps everybody away already."""
        if self._connection.dialect.name != "postgresql":
            return
        # Sorted by what is locked, so that two batches cannot wait for each other in a circle.
        keys = {int.from_bytes(customer_id.bytes[-4:], "big", signed=True) for customer_id in customer_ids}
        for key in sorted(keys):
            self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCK_NAMESPACE, key))

    def known_digests(self, events: Collection[tuple[CustomerId, EventId]]) -> Mapping[EventId, bytes]:
        """Returns the digest of each of the events that is stored."""
        table = tables.events.c
        rows = self._read((table.customer_id, table.id), events, (table.id, table.digest), _SAME_EVENT)
        return {EventId(event_id): digest for event_id, digest in rows}

    def alerts_of(self, events: Collection[tuple[CustomerId, EventId]]) -> Mapping[EventId, AlertId]:
        """Returns the alert that each of the events is in."""
        table = tables.events.c
        rows = self._read((table.customer_id, table.id), events, (table.id, table.alert_id), _SAME_EVENT)
        return {EventId(event_id): AlertId(alert_id) for event_id, alert_id in rows}

    def joinable_alerts(
        self, fingerprints: Collection[FingerprintKey], *, earliest: datetime, latest: datetime, all_live: bool
    ) -> Mapping[FingerprintKey, tuple[JoinableAlert, ...]]:
        """Returns the alerts that events of these fingerprints might join, locked, by (opened_at, id)."""
        keys = [(*fingerprint, earliest, latest + LATE_FOR) for fingerprint in fingerprints]
        table = tables.alerts.c
        columns = (table.customer_id, table.fingerprint, _CLOSED_FROM, _CLOSED_UNTIL)
        might = f"{_TAKES_OR_LATE} OR {_IS_LIVE}" if all_live else _TAKES_OR_LATE
        rows = self._read(columns, keys, JOINABLE_COLUMNS, f"{_SAME_FINGERPRINT} AND ({might})", locked=True)
        found: dict[FingerprintKey, list[JoinableAlert]] = {}
        for alert in sorted(map(joinable_from_row, rows), key=lambda alert: (alert.opened_at, alert.id.int)):
            found.setdefault((alert.customer_id, alert.fingerprint), []).append(alert)
        return {key: tuple(of_key) for key, of_key in found.items()}

    def known_assets(self, aliases: Collection[tuple[CustomerId, str]]) -> Mapping[tuple[CustomerId, str], KnownAsset]:
        """Returns the asset of each alias that is known."""
        table = tables.asset_aliases.c
        columns = (table.customer_id, table.alias, table.asset_id)
        rows = self._read((table.customer_id, table.alias), aliases, columns, _SAME_ALIAS)
        asset_ids = {(asset_id,) for _, _, asset_id in rows}
        agents: dict[AssetId, set[str]] = {}
        for asset_id, alias in self._read((table.asset_id,), asset_ids, (table.asset_id, table.alias), _SAME_ASSET):
            agents.setdefault(asset_id, set()).add(alias)
        return {
            (CustomerId(customer_id), alias): KnownAsset(AssetId(asset_id), frozenset(agents.get(asset_id, ())))
            for customer_id, alias, asset_id in rows
        }

    def assets_of(self, alerts: Collection[tuple[CustomerId, AlertId]]) -> frozenset[tuple[AlertId, AssetId]]:
        """Returns which assets the alerts already have."""
        table = tables.alert_assets.c
        rows = self._read((table.customer_id, table.alert_id), alerts, (table.alert_id, table.asset_id), _SAME_ALERT)
        return frozenset((AlertId(alert_id), AssetId(asset_id)) for alert_id, asset_id in rows)

    def drop_bodies(self, received_before: datetime, *, after: AlertId, limit: int) -> tuple[int, AlertId | None]:
        """Removes the bytes of events received before a time, but of each alert's first and last."""
        return drop_bodies(self._connection, received_before, after=after, limit=limit)

    def store(self, plan: IntakePlan) -> None:
        """Writes a plan."""
        new_observables = self._known.unknown(plan.observables)
        try:
            store_plan(self._bulk, self._changes, plan, new_observables)
        except OtherCustomerError as error:
            self._known.forget()
            if len(new_observables) == len(plan.observables):
                raise
            # Perhaps the link led to an observable that was known to be stored and is gone: then all are written.
            raise ConcurrentChangeError("what an alert shows is no longer stored") from error
        self._added += new_observables

    def _read(
        self,
        key_columns: tuple[Column[Any], ...],
        keys: Collection[tuple[Any, ...]],
        columns: tuple[Column[Any], ...],
        where: str,
        *,
        locked: bool = False,
    ) -> list[tuple[Any, ...]]:
        if not keys:
            return []
        wanted = dict(zip(key_columns, zip(*keys, strict=True), strict=True))
        return self._bulk.read(wanted, columns, where, locked=locked)
