"""Turns a batch of arrivals, and what is known, into a plan of what to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from attrs import define, evolve, field, frozen

from socdomain.ids import AlertId, AssetId, CustomerId, EventId, Ids
from socdomain.incidents.alert import Alert
from socdomain.incidents.arrivals import Arrival, Delivery
from socdomain.incidents.asset import AlertAsset, KnownAsset
from socdomain.incidents.asset_ledger import AssetLedger
from socdomain.incidents.event import Event, JoinedBy
from socdomain.incidents.intake import (
    AlertTechnique,
    AssetShare,
    FingerprintKey,
    IntakePlan,
    Sighting,
    StoredObservable,
    observable_id,
)
from socdomain.incidents.joining import AlertTally, begin_alert, choose_alert
from socdomain.sources.normalised_event import AssetKind


class Outcome(StrEnum):
    """What became of a document."""

    CREATED = "created"
    """It began an alert."""
    JOINED = "joined"
    """It joined an alert."""
    REPLAYED = "replayed"
    """It was there already, and nothing changed."""
    CONFLICT = "conflict"
    """Its origin was there already with other bytes."""


@frozen
class Known:
    """What storage knows that matters for one batch; see ``IntakeStore`` for the shapes."""

    digests: Mapping[EventId, bytes]
    alerts: Mapping[FingerprintKey, tuple[Alert, ...]]
    assets: Mapping[tuple[CustomerId, str], KnownAsset]
    alert_assets: frozenset[tuple[AlertId, AssetId]]


@define
class IntakePlanner:
    """Makes the plan of one batch; used once.

    Args:
        delivery: What is the same for all documents.
        known: What storage knows.
        ids: Makes identifiers for new alerts and assets.
    """

    delivery: Delivery
    known: Known
    ids: Ids
    plan: IntakePlan = field(init=False, factory=IntakePlan)
    _digests: dict[EventId, bytes] = field(init=False)
    _assets: AssetLedger = field(init=False)
    _groups: dict[FingerprintKey, list[AlertTally]] = field(init=False, factory=dict)
    _touched: dict[AlertId, AlertTally] = field(init=False, factory=dict)
    _shares: dict[tuple[AlertId, AssetId], AssetShare] = field(init=False, factory=dict)
    _observables: dict[tuple[CustomerId, object], StoredObservable] = field(init=False, factory=dict)
    _sightings: dict[tuple[AlertId, object], Sighting] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._digests = dict(self.known.digests)
        self._assets = AssetLedger(self.known.assets, self.ids, self.plan)

    def make(self, arrivals: Iterable[Arrival]) -> dict[int, Outcome]:
        """Fills ``plan``, and returns what became of each document by its position.

        Events are taken in the order of their times, so that an alert begins with its earliest.
        """
        outcomes = {}
        for arrival in sorted(arrivals, key=lambda arrival: (arrival.seen_at, arrival.position)):
            stored = self._digests.get(arrival.event_id)
            if stored is not None:
                outcomes[arrival.position] = Outcome.REPLAYED if stored == arrival.digest else Outcome.CONFLICT
                continue
            self._digests[arrival.event_id] = arrival.digest
            outcomes[arrival.position] = self._take(arrival)
        self._finish()
        return outcomes

    def _take(self, arrival: Arrival) -> Outcome:
        asset_id = self._assets.asset_of(arrival)
        joined_by, tally = self._tally(arrival)
        tally.count(arrival, joined_by, backfill=self.delivery.backfill)
        if asset_id is not None:
            self._share(arrival, tally, asset_id)
        self._see(arrival, tally.alert.id)
        self.plan.events.append(_event(arrival, tally.alert.id, asset_id, joined_by, self.delivery))
        return Outcome.CREATED if joined_by in (JoinedBy.OPENED, JoinedBy.CONTINUED) else Outcome.JOINED

    def _tally(self, arrival: Arrival) -> tuple[JoinedBy, AlertTally]:
        key = (arrival.origin.customer_id, arrival.fingerprint)
        group = self._groups.get(key)
        if group is None:
            group = [AlertTally.over(alert, is_new=False) for alert in self.known.alerts.get(key, ())]
            self._groups[key] = group
        window = self._window
        backfill = self.delivery.backfill
        joined_by, found = choose_alert(arrival, group, window=window, backfill=backfill)
        if joined_by in (JoinedBy.JOINED, JoinedBy.LATE) and found is not None:
            self._touched[found.alert.id] = found
            return joined_by, found
        if found is not None:
            self._touched[found.alert.id] = found
        begun = begin_alert(
            arrival,
            id=AlertId(self.ids.new()),
            source=self.delivery.source.name,
            window=window,
            asset_name=arrival.event.asset.name if arrival.event.asset else None,
            before=found,
            joined_by=joined_by,
            backfill=backfill,
        )
        group.append(begun)
        self._touched[begun.alert.id] = begun
        return joined_by, begun

    @property
    def _window(self) -> timedelta:
        return self.delivery.source.mapping.window

    def _share(self, arrival: Arrival, tally: AlertTally, asset_id: AssetId) -> None:
        key = (tally.alert.id, asset_id)
        seen_at = arrival.seen_at
        mention = arrival.event.asset
        before = self._shares.get(key)
        if before is None:
            share = AlertAsset(tally.alert.id, asset_id, 1, seen_at, seen_at)
            self._shares[key] = AssetShare(arrival.origin.customer_id, share)
            is_host = mention is not None and mention.kind is AssetKind.HOST
            if is_host and not self.delivery.backfill and key not in self.known.alert_assets:
                tally.note_new_host(arrival.received_at)
            return
        share = evolve(
            before.share,
            event_count=before.share.event_count + 1,
            first_seen=min(before.share.first_seen, seen_at),
            last_seen=max(before.share.last_seen, seen_at),
        )
        self._shares[key] = AssetShare(before.customer_id, share)

    def _see(self, arrival: Arrival, alert_id: AlertId) -> None:
        customer_id = arrival.origin.customer_id
        for observable in arrival.event.observables:
            stored = self._observables.get((customer_id, observable))
            if stored is None:
                stored = StoredObservable(observable_id(customer_id, observable), customer_id, observable)
                self._observables[customer_id, observable] = stored
            self._sightings.setdefault((alert_id, stored.id), Sighting(customer_id, alert_id, stored.id))

    def _finish(self) -> None:
        plan = self.plan
        for tally in self._touched.values():
            alert = tally.result()
            (plan.new_alerts if tally.is_new else plan.changed_alerts).append(alert)
            plan.techniques.extend(
                AlertTechnique(alert.customer_id, alert.id, technique, alert.opened_at)
                for technique in sorted(tally.new_techniques)
            )
        # By number: comparing UUIDs themselves runs in Python, and there are thousands a batch.
        plan.new_alerts.sort(key=lambda alert: alert.id.int)
        plan.changed_alerts.sort(key=lambda alert: alert.id.int)
        plan.events.sort(key=lambda event: event.id.int)
        plan.new_assets.sort(key=lambda asset: asset.id.int)
        plan.new_aliases.sort(key=lambda alias: (alias.customer_id.int, alias.alias))
        plan.asset_shares = sorted(
            self._shares.values(), key=lambda row: (row.share.alert_id.int, row.share.asset_id.int)
        )
        plan.observables = sorted(self._observables.values(), key=lambda stored: stored.id.int)
        plan.sightings = sorted(self._sightings.values(), key=lambda seen: (seen.alert_id.int, seen.observable_id.int))
        plan.techniques.sort(key=lambda row: (row.alert_id.int, row.technique))


def _event(
    arrival: Arrival, alert_id: AlertId, asset_id: AssetId | None, joined_by: JoinedBy, delivery: Delivery
) -> Event:
    event = arrival.event
    decides = ("rule_id", event.rule_id) if event.rule_id else ("title", event.title)
    return Event(
        id=arrival.event_id,
        alert_id=alert_id,
        source=delivery.source.name,
        origin=arrival.origin,
        digest=arrival.digest,
        occurred_at=event.occurred_at,
        seen_at=arrival.seen_at,
        received_at=arrival.received_at,
        severity=event.severity,
        asset_id=asset_id,
        flags=arrival.flags,
        mapping_version=delivery.source.mapping.version,
        joined_by=joined_by,
        deciding_fields=(decides, *event.fingerprint_fields),
        body=arrival.body,
    )
