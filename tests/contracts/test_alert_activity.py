"""What every ``AlertRepository`` tells of an alert's events over time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from socdomain.customers.customer import Customer
from socdomain.errors import NotFoundError
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_activity import Activity
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW, an_alert, an_event
from tests.contracts.backends import Works
from tests.contracts.stored import store_alerts, store_events

MICROSECOND = timedelta(microseconds=1)


def stored(works: Works, customer: Customer, *times: datetime, **fields: Any) -> Alert:
    """An alert with an event at each of some times, first and last seen accordingly."""
    bounds = {"first_seen": min(times), "last_seen": max(times), "event_count": len(times)}
    alert = an_alert(customer, **(bounds | fields))
    store_alerts(works, alert)
    store_events(works, *(an_event(alert, seen_at=at) for at in times))
    return alert


def activity(works: Works, alert_id: AlertId, buckets: int, reach: Reach = EVERYONE) -> Activity:
    with works.reading(reach) as work:
        return work.alerts.activity(alert_id, buckets, reach=reach)


def test_events_are_counted_by_equal_spans_from_first_to_last_seen(works: Works, acme: Customer) -> None:
    minutes = (0, 1, 4, 5, 5, 11, 19)
    alert = stored(works, acme, *(NOW + timedelta(minutes=number) for number in minutes))
    # Another one's events at the same times.
    stored(works, acme, NOW, NOW + timedelta(minutes=19))
    found = activity(works, alert.id, 4)
    assert found == Activity(NOW, 285.000001, (3, 2, 1, 1))
    assert sum(activity(works, alert.id, 48).counts) == len(minutes)
    assert activity(works, alert.id, 1).counts == (7,)


def test_an_alert_of_one_moment_has_all_its_events_in_the_first_span(works: Works, acme: Customer) -> None:
    alert = stored(works, acme, NOW, NOW, NOW)
    assert activity(works, alert.id, 3) == Activity(NOW, 1e-6, (3, 0, 0))


def test_an_event_at_the_end_of_a_span_belongs_to_the_next(works: Works, acme: Customer) -> None:
    """Spans are whole microseconds, and the same ones on every store."""
    span = timedelta(seconds=1) // 3 + MICROSECOND
    times = (NOW, NOW + span - MICROSECOND, NOW + span, NOW + 2 * span - MICROSECOND, NOW + timedelta(seconds=1))
    alert = stored(works, acme, *times)
    assert activity(works, alert.id, 3) == Activity(NOW, span.total_seconds(), (2, 2, 1))


def test_spans_stay_exact_over_many_years(works: Works, acme: Customer) -> None:
    first, last = NOW - timedelta(days=40 * 365), NOW + 7 * MICROSECOND
    span = ((last - first) // MICROSECOND // 48 + 1) * MICROSECOND
    edges = [first + number * span for number in range(48)]
    times = (*edges, *(edge - MICROSECOND for edge in edges[1:]), last)
    alert = stored(works, acme, *times)
    assert activity(works, alert.id, 48) == Activity(first, span.total_seconds(), (2,) * 48)


def test_an_alert_without_events_has_none_in_any_span(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, last_seen=NOW + timedelta(hours=1))
    store_alerts(works, alert)
    assert activity(works, alert.id, 3).counts == (0, 0, 0)


def test_the_activity_of_what_is_out_of_reach_does_not_exist(works: Works, acme: Customer, globex: Customer) -> None:
    alert = stored(works, acme, NOW)
    assert activity(works, alert.id, 2, Reach.only([acme.id])).counts == (1, 0)
    for alert_id, reach in ((alert.id, Reach.only([globex.id])), (AlertId(IDS.new()), EVERYONE)):
        with pytest.raises(NotFoundError):
            activity(works, alert_id, 2, reach)
