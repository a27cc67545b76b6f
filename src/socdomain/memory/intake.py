"""Reads and writes of intake, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from operator import attrgetter

from attrs import evolve, frozen

from socdomain.errors import ConcurrentChangeError
from socdomain.ids import AlertId, AssetId, CustomerId, EventId
from socdomain.incidents.alert import Alert
from socdomain.incidents.asset import KnownAsset
from socdomain.incidents.event import Event
from socdomain.incidents.intake import AssetShare, FingerprintKey, IntakePlan
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.joining import LATE_FOR
from socdomain.memory.alert_rows import add_alert, replace_alert
from socdomain.memory.sightings import add_sightings
from socdomain.memory.state import State, check_link

_AGENT = "agent:"
_COUNTS = ("first_seen", "last_seen", "event_count", "late_events", "new_assets_since")
_INTAKES = (*_COUNTS, "techniques", "takes_events", "severity", "severity_known", "severity_raised")


@frozen
class MemoryIntake:
    """Reads and writes of intake, as ``IntakeStore``."""

    _state: State

    def lock(self, customer_ids: Collection[CustomerId]) -> None:
        """Does nothing: only one unit of work writes at a time."""

    def known_digests(self, events: Collection[tuple[CustomerId, EventId]]) -> Mapping[EventId, bytes]:
        """Returns the digest of each of the events that is stored."""
        found = (self._state.events.get(event_id) for _, event_id in events)
        return {event.id: event.digest for event in found if event is not None}

    def alerts_of(self, events: Collection[tuple[CustomerId, EventId]]) -> Mapping[EventId, AlertId]:
        """Returns the alert that each of the events is in."""
        found = (self._state.events.get(event_id) for _, event_id in events)
        return {event.id: event.alert_id for event in found if event is not None}

    def joinable_alerts(
        self, fingerprints: Collection[FingerprintKey], *, earliest: datetime, latest: datetime, all_live: bool
    ) -> Mapping[FingerprintKey, tuple[JoinableAlert, ...]]:
        """Returns the alerts that events of these fingerprints might join."""

        def might_be_joined(alert: Alert) -> bool:
            if alert.closed_at is not None:
                return earliest <= alert.closed_at <= latest + LATE_FOR
            return alert.takes_events or (all_live and alert.status.is_live)

        joinable = {}
        for key in fingerprints:
            alerts = [self._state.alerts[alert_id] for alert_id in self._state.alerts_of.get(key, ())]
            found = [JoinableAlert.of(alert) for alert in alerts if might_be_joined(alert)]
            if found:
                joinable[key] = tuple(sorted(found, key=lambda alert: (alert.opened_at, alert.id.int)))
        return joinable

    def known_assets(self, aliases: Collection[tuple[CustomerId, str]]) -> Mapping[tuple[CustomerId, str], KnownAsset]:
        """Returns the asset of each alias that is known."""
        known = self._state.aliases
        agents: dict[AssetId, set[str]] = {}
        for (_, alias), asset in known.items():
            if alias.startswith(_AGENT):
                agents.setdefault(asset, set()).add(alias)
        return {key: KnownAsset(known[key], frozenset(agents.get(known[key], ()))) for key in aliases if key in known}

    def assets_of(self, alerts: Collection[tuple[CustomerId, AlertId]]) -> frozenset[tuple[AlertId, AssetId]]:
        """Returns which assets the alerts already have."""
        wanted = {alert_id for _, alert_id in alerts}
        return frozenset(key for key in self._state.alert_assets if key[0] in wanted)

    def drop_bodies(self, received_before: datetime, *, after: AlertId, limit: int) -> tuple[int, AlertId | None]:
        """Removes the bytes of events received before a time, but of each alert's first and last."""
        following = sorted((one for one in self._state.alerts if one.int > after.int), key=attrgetter("int"))
        dropped = 0
        for alert_id in following[:limit]:
            of_alert = [event for event in self._state.events.values() if event.alert_id == alert_id]
            of_alert.sort(key=lambda event: (event.seen_at, event.id.int))
            for event in of_alert[1:-1]:
                if event.body is not None and event.received_at < received_before:
                    self._state.events[event.id] = evolve(event, body=None)
                    dropped += 1
        return dropped, following[limit - 1] if len(following) > limit else None

    def store(self, plan: IntakePlan) -> None:
        """Writes a plan."""
        state = self._state
        for asset in plan.new_assets:
            state.check_customer(asset.customer_id)
            state.assets[asset.id] = asset
        for alias in plan.new_aliases:
            check_link(state.assets, alias.asset_id, alias.customer_id)
            if state.aliases.setdefault((alias.customer_id, alias.alias), alias.asset_id) != alias.asset_id:
                raise ConcurrentChangeError("another asset has the alias")
        # Alerts that are there may stop taking events and never begin to, so that the new ones come last.
        for changed in plan.changed_alerts:
            self._change(changed, _INTAKES)
        for counted in plan.counted_alerts:
            self._change(counted, _COUNTS)
        for begun in plan.new_alerts:
            add_alert(state, begun)
        for event in plan.events:
            self._add_event(event)
        for share in plan.asset_shares:
            self._add_share(share)
        add_sightings(state, plan.observables, plan.sightings)

    def _change(self, alert: JoinableAlert, names: Collection[str]) -> None:
        stored = self._state.alerts.get(alert.id)
        if stored is None or stored.customer_id != alert.customer_id:
            raise ConcurrentChangeError("the alert is not there")
        replace_alert(self._state, evolve(stored, **{name: getattr(alert, name) for name in names}))

    def _add_event(self, event: Event) -> None:
        if event.id in self._state.events:
            raise ConcurrentChangeError("an event is stored")
        check_link(self._state.alerts, event.alert_id, event.customer_id)
        check_link(self._state.assets, event.asset_id, event.customer_id)
        self._state.events[event.id] = event

    def _add_share(self, row: AssetShare) -> None:
        share, shares = row.share, self._state.alert_assets
        check_link(self._state.alerts, share.alert_id, row.customer_id)
        check_link(self._state.assets, share.asset_id, row.customer_id)
        key = (share.alert_id, share.asset_id)
        before = shares.get(key)
        if before is not None:
            share = evolve(
                share,
                event_count=before.event_count + share.event_count,
                first_seen=min(before.first_seen, share.first_seen),
                last_seen=max(before.last_seen, share.last_seen),
            )
        shares[key] = share
