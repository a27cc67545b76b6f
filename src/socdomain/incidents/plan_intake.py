"""Turns a batch of arrivals, and what is known, into a plan of what to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from attrs import define, field, frozen

from socdomain.ids import AlertId, AssetId, CustomerId, EventId, Ids, ObservableId
from socdomain.incidents.alert_tally import AlertTally
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
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.joining import begin_alert, choose_alert
from socdomain.sources.normalised_event import AssetKind
from socdomain.sources.observables import Observable


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
    alerts: Mapping[FingerprintKey, tuple[JoinableAlert, ...]]
    assets: Mapping[tuple[CustomerId, str], KnownAsset]
    alert_assets: frozenset[tuple[AlertId, AssetId]]


@define
class IntakePlanner:
    """Makes the plan of one batch; used once.

    Args:
        delivery: What is the same for all documents.
        known: What storage knows.
        ids: Makes identifiers for new alerts and assets.
        now: The time, aware UTC.
    """

    delivery: Delivery
    known: Known
    ids: Ids
    now: datetime
    plan: IntakePlan = field(init=False, factory=IntakePlan)
    _digests: dict[EventId, bytes] = field(init=False)
    _assets: AssetLedger = field(init=False)
    _groups: dict[FingerprintKey, list[AlertTally]] = field(init=False, factory=dict)
    _touched: dict[AlertId, AlertTally] = field(init=False, factory=dict)

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
                is_same = self.delivery.is_known_by_place or stored == arrival.digest
                outcomes[arrival.position] = Outcome.REPLAYED if is_same else Outcome.CONFLICT
                continue
            self._digests[arrival.event_id] = arrival.digest
            outcomes[arrival.position] = self._take(arrival)
        self._finish()
        return outcomes

    def _take(self, arrival: Arrival) -> Outcome:
        asset_id = self._assets.asset_of(arrival)
        joined_by, tally = self._tally(arrival)
        tally.count(arrival, joined_by, backfill=self.delivery.backfill)
        if asset_id is not None and tally.count_asset(asset_id, arrival.seen_at):
            self._look_for_new_host(arrival, tally, asset_id)
        self.plan.events.append(_event(arrival, tally.alert.id, asset_id, joined_by, self.delivery))
        return Outcome.CREATED if joined_by in (JoinedBy.OPENED, JoinedBy.CONTINUED) else Outcome.JOINED

    def _tally(self, arrival: Arrival) -> tuple[JoinedBy, AlertTally]:
        key = (arrival.origin.customer_id, arrival.fingerprint)
        group = self._groups.get(key)
        if group is None:
            group = [AlertTally.over(alert) for alert in self.known.alerts.get(key, ())]
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
            now=self.now,
        )
        group.append(begun)
        self._touched[begun.alert.id] = begun
        return joined_by, begun

    @property
    def _window(self) -> timedelta:
        return self.delivery.source.mapping.window

    def _look_for_new_host(self, arrival: Arrival, tally: AlertTally, asset_id: AssetId) -> None:
        mention = arrival.event.asset
        is_host = mention is not None and mention.kind is AssetKind.HOST
        if is_host and not self.delivery.backfill and (tally.alert.id, asset_id) not in self.known.alert_assets:
            tally.note_new_host(arrival.received_at)

    def _finish(self) -> None:
        plan = self.plan
        # By number, here and below: comparing UUIDs themselves runs in Python, and there are thousands a batch.
        tallies = sorted(self._touched.values(), key=lambda tally: tally.alert.id.int)
        for tally in tallies:
            alert = tally.alert
            if tally.begun is None:
                (plan.counted_alerts if tally.only_counts else plan.changed_alerts).append(tally.changed())
            else:
                plan.new_alerts.append(tally.added(tally.begun))
            plan.techniques += (
                AlertTechnique(alert.customer_id, alert.id, technique, alert.opened_at)
                for technique in sorted(tally.new_techniques)
            )
            plan.asset_shares += (
                AssetShare(
                    alert.customer_id,
                    AlertAsset(alert.id, asset_id, share.event_count, share.first_seen, share.last_seen),
                )
                for asset_id, share in sorted(tally.shares.items(), key=lambda item: item[0].int)
            )
        self._finish_observables(tallies)
        plan.events.sort(key=lambda event: event.id.int)
        plan.new_assets.sort(key=lambda asset: asset.id.int)
        plan.new_aliases.sort(key=lambda alias: (alias.customer_id.int, alias.alias))

    def _finish_observables(self, tallies: list[AlertTally]) -> None:
        plan = self.plan
        known: dict[CustomerId, dict[Observable, ObservableId]] = {}
        for tally in tallies:
            customer_id, alert_id = tally.alert.customer_id, tally.alert.id
            ids = known.setdefault(customer_id, {})
            for observable in tally.observables:
                if observable not in ids:
                    ids[observable] = observable_id(customer_id, observable)
            seen = sorted((ids[observable] for observable in tally.observables), key=attrgetter("int"))
            plan.sightings += [Sighting(customer_id, alert_id, one) for one in seen]
        plan.observables = [
            StoredObservable(one, customer_id, observable)
            for customer_id, ids in known.items()
            for observable, one in ids.items()
        ]
        plan.observables.sort(key=lambda stored: stored.id.int)


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
