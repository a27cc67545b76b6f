"""What an alert's events did over time, and who looked at it when, in memory."""

from __future__ import annotations

from datetime import datetime

from socdomain.errors import OtherCustomerError
from socdomain.ids import PrincipalId
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_activity import Activity, span_between
from socdomain.incidents.looks import looked
from socdomain.memory.state import State


def activity_of(state: State, alert: Alert, buckets: int) -> Activity:
    """Counts an alert's events in so many equal spans."""
    span = span_between(alert.first_seen, alert.last_seen, buckets)
    counts = [0] * buckets
    for event in state.events.values():
        number = (event.seen_at - alert.first_seen) // span
        if event.alert_id == alert.id and 0 <= number < buckets:
            counts[number] += 1
    return Activity(alert.first_seen, span.total_seconds(), tuple(counts))


def note_look(state: State, alert: Alert, user_id: PrincipalId, at: datetime) -> datetime | None:
    """Writes down that a user looks at an alert, and returns when they had looked before.

    Raises:
        OtherCustomerError: There is no such user.
    """
    if user_id not in state.users:
        raise OtherCustomerError("a link leads to a user who is not there")
    key = (alert.id, user_id)
    look = state.alert_looks[key] = looked(state.alert_looks.get(key), at)
    return look.before
