"""Which alert an event joins: the rules, without storage.

Events with the same fingerprint join the live alert that takes them, until its window has passed; then the next
alert begins and says which one it continues. An event that happened before its alert was closed, by at most 24
hours, and came after, joins the closed alert as late, unless a live alert that was there at the event's time takes it.
Anything else begins an alert.

Documents sent as backfill are history: an event from before the live alert's time does not stretch it, and gets
an alert of its own time that takes no new events; nor do they call an analyst's attention to an alert again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_tally import AlertTally
from socdomain.incidents.arrivals import Arrival
from socdomain.incidents.event import JoinedBy
from socdomain.incidents.joinable_alert import JoinableAlert

LATE_FOR = timedelta(hours=24)


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
    taking = next((tally for tally in alerts if tally.takes_events), None)
    if taking is None or arrival.seen_at < taking.first_seen:
        late = [tally for tally in alerts if _is_late_for(tally.alert, arrival)]
        if late:
            return JoinedBy.LATE, min(late, key=_closing_time)
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
    now: datetime,
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
        now: The time, aware UTC.
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
        recorded_at=now,
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
