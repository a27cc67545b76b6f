"""Which alert an event joins: the rules, without storage.

Events with the same fingerprint join the live alert that takes them, until its window has passed; then the next
alert begins and says which one it continues. An event that happened before its alert was closed, by at most 24
hours, and came after, joins the closed alert as late. Anything else begins an alert.

Documents sent as backfill are history: an event from before the live alert's time does not stretch it, and gets
an alert of its own time that takes no new events; nor do they call an analyst's attention to an alert again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import define, evolve, field

from socdomain.ids import AlertId, AssetId
from socdomain.incidents.alert import Alert
from socdomain.incidents.arrivals import Arrival
from socdomain.incidents.event import JoinedBy
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.sources.observables import Observable
from socdomain.sources.severity import Severity

LATE_FOR = timedelta(hours=24)


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
        if event.severity > self.severity:
            if not self.alert.severity_is_set:
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
        )


def choose_alert(
    arrival: Arrival, group: Iterable[AlertTally], *, window: timedelta, backfill: bool
) -> tuple[JoinedBy, AlertTally | None]:
    """Decides which of the alerts of its fingerprint an event joins.

    Args:
        arrival: The event.
        group: The alerts of its fingerprint that it might join.
        window: The mapping's window.
        backfill: Whether the event is history.

    Returns:
        Why, and the alert: the one to join; for ``CONTINUED`` and ``OPENED`` the one that took events before, or None.
    """
    alerts = list(group)
    late = [tally for tally in alerts if _is_late_for(tally.alert, arrival)]
    if late:
        return JoinedBy.LATE, min(late, key=_closing_time)
    taking = next((tally for tally in alerts if tally.takes_events), None)
    if taking is None:
        return JoinedBy.OPENED, None
    if backfill and arrival.seen_at < taking.first_seen - window:
        past = [tally for tally in alerts if not tally.takes_events and _covers(tally, arrival.seen_at, window)]
        return (JoinedBy.JOINED, past[0]) if past else (JoinedBy.OPENED, taking)
    if arrival.seen_at <= taking.alert.window_until:
        return JoinedBy.JOINED, taking
    return JoinedBy.CONTINUED, taking


def _is_late_for(alert: JoinableAlert, arrival: Arrival) -> bool:
    closed_at = alert.closed_at
    if closed_at is None:
        return False
    return min(arrival.seen_at, arrival.received_at) <= closed_at and arrival.seen_at >= closed_at - LATE_FOR


def _closing_time(tally: AlertTally) -> datetime:
    return tally.alert.closed_at or tally.last_seen


def _covers(tally: AlertTally, at: datetime, window: timedelta) -> bool:
    return tally.alert.is_live and tally.first_seen - window <= at <= tally.alert.window_until


def begin_alert(
    arrival: Arrival,
    *,
    id: AlertId,  # noqa: A002 - the field's own name
    source: str,
    window: timedelta,
    asset_name: str | None,
    before: AlertTally | None,
    joined_by: JoinedBy,
    backfill: bool,
) -> AlertTally:
    """Begins an alert with an event, which still has to be counted.

    Args:
        arrival: The event.
        id: Identifier of the alert.
        source: Name of the source.
        window: For how long it takes events.
        asset_name: Name of the event's asset.
        before: The alert that took the fingerprint's events until now.
        joined_by: ``OPENED`` or ``CONTINUED``.
        backfill: Whether the event is history.
    """
    event = arrival.event
    is_past = backfill and before is not None and joined_by is JoinedBy.OPENED
    if before is not None and not is_past:
        before.takes_events = False
    alert = Alert(
        id=id,
        customer_id=arrival.origin.customer_id,
        source=source,
        fingerprint=arrival.fingerprint,
        title=event.title,
        description=event.description,
        rule_id=event.rule_id,
        techniques=event.techniques,
        context=event.context,
        asset_name=asset_name,
        opened_at=arrival.seen_at if backfill else arrival.received_at,
        first_seen=arrival.seen_at,
        last_seen=arrival.seen_at,
        window_until=arrival.seen_at + window,
        takes_events=not is_past,
        event_count=0,
        severity=event.severity,
        severity_known=event.severity_known,
        continues=before.alert.id if before is not None and joined_by is JoinedBy.CONTINUED else None,
    )
    return AlertTally.over(JoinableAlert.of(alert), alert)
