"""An alert while a batch of events is being counted into it."""

from __future__ import annotations

from datetime import datetime

from attrs import define, evolve, field

from socdomain.ids import AssetId
from socdomain.incidents.alert import Alert
from socdomain.incidents.arrivals import Arrival
from socdomain.incidents.event import JoinedBy
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.sources.observables import Observable
from socdomain.sources.severity import Severity


@define
class Share:
    """What a batch adds to an alert's share in one asset."""

    event_count: int
    first_seen: datetime
    last_seen: datetime


@define(eq=False)
class AlertTally:
    """An alert while a batch is being counted into it.

    Attributes:
        alert: What it was before.
        begun: The whole of it, where the batch begins it.
    """

    alert: JoinableAlert
    begun: Alert | None
    takes_events: bool
    first_seen: datetime
    last_seen: datetime
    severity: Severity
    severity_known: bool
    severity_raised: Severity | None
    new_assets_since: datetime | None
    event_count: int = 0
    late_events: int = 0
    techniques: set[str] = field(factory=set)
    new_techniques: set[str] = field(factory=set)
    observables: set[Observable] = field(factory=set)
    shares: dict[AssetId, Share] = field(factory=dict)

    @classmethod
    def over(cls, alert: JoinableAlert, begun: Alert | None = None) -> AlertTally:
        """Begins to count into an alert."""
        return cls(
            alert=alert,
            begun=begun,
            takes_events=alert.takes_events,
            first_seen=alert.first_seen,
            last_seen=alert.last_seen,
            severity=alert.severity,
            severity_known=alert.severity_known,
            severity_raised=alert.severity_raised,
            new_assets_since=alert.new_assets_since,
            techniques=set(alert.techniques),
            new_techniques=set() if begun is None else set(alert.techniques),
        )

    def count(self, arrival: Arrival, joined_by: JoinedBy, *, backfill: bool) -> None:
        """Counts an event into the alert; what an analyst decided stays."""
        event = arrival.event
        self.event_count += 1
        self.late_events += joined_by is JoinedBy.LATE
        self.first_seen = min(self.first_seen, arrival.seen_at)
        self.last_seen = max(self.last_seen, arrival.seen_at)
        self.observables.update(event.observables)
        if event.severity >= self.severity:
            if not self.alert.severity_is_set:
                # The event that decides also decides whether it was understood.
                self.severity_known = event.severity_known or (self.severity_known and event.severity == self.severity)
                self.severity = event.severity
            elif not backfill and event.severity > (self.severity_raised or self.severity):
                self.severity_raised = event.severity
        if not self.techniques.issuperset(event.techniques):
            fresh = set(event.techniques) - self.techniques
            self.techniques |= fresh
            self.new_techniques |= fresh

    def count_asset(self, asset_id: AssetId, seen_at: datetime) -> bool:
        """Counts an event into the alert's share in its asset, and tells whether the batch had none in it yet."""
        share = self.shares.get(asset_id)
        if share is None:
            self.shares[asset_id] = Share(1, seen_at, seen_at)
            return True
        share.event_count += 1
        share.first_seen = min(share.first_seen, seen_at)
        share.last_seen = max(share.last_seen, seen_at)
        return False

    def note_new_host(self, at: datetime) -> None:
        """Says that a host joined which was not there when an analyst last did something."""
        if self.alert.acted_at is not None and self.new_assets_since is None:
            self.new_assets_since = at

    @property
    def only_counts(self) -> bool:
        """Whether nothing of the alert changes but its times and counts."""
        before = self.alert
        return (
            not self.new_techniques
            and self.takes_events is before.takes_events
            and self.severity is before.severity
            and self.severity_known is before.severity_known
            and self.severity_raised is before.severity_raised
        )

    def changed(self) -> JoinableAlert:
        """Returns the alert, which was there, as it becomes."""
        before = self.alert
        return evolve(
            before,
            techniques=tuple(sorted(self.techniques)),
            takes_events=self.takes_events,
            first_seen=self.first_seen,
            last_seen=self.last_seen,
            event_count=before.event_count + self.event_count,
            late_events=before.late_events + self.late_events,
            severity=self.severity,
            severity_known=self.severity_known,
            severity_raised=self.severity_raised,
            new_assets_since=self.new_assets_since,
        )

    def added(self, begun: Alert) -> Alert:
        """Returns the alert that the batch begins as it becomes."""
        return evolve(
            begun,
            techniques=tuple(sorted(self.techniques)),
            takes_events=self.takes_events,
            first_seen=self.first_seen,
            last_seen=self.last_seen,
            event_count=self.event_count,
            late_events=self.late_events,
            severity=self.severity,
            severity_known=self.severity_known,
        )
