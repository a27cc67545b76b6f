"""What every ``AlertRepository`` does with what analysts change."""

from typing import Any

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, OtherCustomerError
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.status import Status, Verdict
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, NOW, an_alert, hours
from tests.contracts.backends import Works, committed
from tests.contracts.stored import alert_in, found, store_alerts, store_plan

CLOSED: dict[str, Any] = {
    "status": Status.CLOSED,
    "verdict": Verdict.FALSE_POSITIVE,
    "verdict_reason": "Ein geplanter Scan.",
    "closed_at": NOW + hours(2),
    "takes_events": False,
}


def test_a_change_replaces_what_analysts_decide_and_nothing_else(works: Works, acme: Customer) -> None:
    other, alert = an_alert(acme), an_alert(acme, tags=("old",), new_assets_since=NOW)
    store_alerts(works, other, alert)
    decided: dict[str, Any] = CLOSED | {
        "verdict": Verdict.DUPLICATE,
        "duplicate_of": other.id,
        "assignee": "ben",
        "severity": Severity.LOW,
        "severity_is_set": True,
        "severity_raised": Severity.HIGH,
        "tags": ("new", "newer"),
        "new_assets_since": None,
        "acted_at": NOW + hours(2),
        "version": 2,
    }
    not_decided: dict[str, Any] = {
        "title": "Other",
        "description": "Other",
        "context": {"other": 1},
        "techniques": ("T1000",),
        "event_count": 99,
        "late_events": 9,
        "last_seen": NOW + hours(9),
    }
    with committed(works) as work:
        work.alerts.save_all([evolve(alert, **decided, **not_decided)])
    assert alert_in(works, alert.id) == evolve(alert, **decided)


def test_a_change_can_empty_what_was_there(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, assignee="anna", tags=("old",), severity_raised=Severity.HIGH, **CLOSED)
    emptied = evolve(
        alert,
        status=Status.IN_PROGRESS,
        verdict=None,
        verdict_reason=None,
        closed_at=None,
        assignee=None,
        tags=(),
        severity_raised=None,
        takes_events=True,
        version=2,
    )
    store_alerts(works, alert)
    with committed(works) as work:
        work.alerts.save_all([emptied])
    assert alert_in(works, alert.id) == emptied


def test_the_list_finds_an_alert_by_its_new_tags_only(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme, tags=("kept", "old")), an_alert(acme, tags=("old",))
    store_alerts(works, alert, other)
    with committed(works) as work:
        work.alerts.save_all([evolve(alert, tags=("kept", "new"), version=2)])
    assert found(works, AlertFilter(tag="new")) == {alert.id}
    assert found(works, AlertFilter(tag="kept")) == {alert.id}
    assert found(works, AlertFilter(tag="old")) == {other.id}


@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_change_of_another_version_is_refused(works: Works, acme: Customer, version: int) -> None:
    alert = an_alert(acme, version=2)
    store_alerts(works, alert)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.alerts.save_all([evolve(alert, assignee="ben", version=version)])
    assert alert_in(works, alert.id) == alert


def test_of_several_changes_all_are_saved_or_none(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme), an_alert(acme), an_alert(acme)]
    store_alerts(works, *alerts)
    changed = [evolve(alert, assignee="ben", version=2) for alert in alerts]
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.alerts.save_all([*changed[:2], evolve(changed[2], version=3)])
    assert [alert_in(works, alert.id) for alert in alerts] == alerts
    with committed(works) as work:
        work.alerts.save_all(changed)
    assert [alert_in(works, alert.id) for alert in alerts] == changed


def test_an_alert_that_is_not_there_cannot_be_changed(works: Works, acme: Customer, globex: Customer) -> None:
    theirs = an_alert(globex)
    store_alerts(works, theirs)
    for missing in (an_alert(acme, version=2), evolve(theirs, customer_id=acme.id, version=2)):
        with pytest.raises(ConcurrentChangeError), committed(works) as work:
            work.alerts.save_all([missing])


def test_an_alert_cannot_take_events_that_another_takes(works: Works, acme: Customer) -> None:
    past = an_alert(acme, **CLOSED)
    holder = an_alert(acme, fingerprint=past.fingerprint)
    store_alerts(works, past, holder)
    reopened = evolve(past, status=Status.IN_PROGRESS, closed_at=None, verdict=None, takes_events=True, version=2)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.alerts.save_all([reopened])


def test_a_fingerprint_is_free_when_its_alert_is_closed(works: Works, acme: Customer) -> None:
    first = an_alert(acme)
    second = an_alert(acme, fingerprint=first.fingerprint)
    store_alerts(works, first)
    with committed(works) as work:
        work.alerts.save_all([evolve(first, version=2, **CLOSED)])
        work.alerts.add(second)
    with works(EVERYONE) as work:
        assert work.alerts.live_holder(acme.id, first.fingerprint) == second.id


def test_an_alert_cannot_repeat_another_customers(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = an_alert(acme), an_alert(globex)
    store_alerts(works, ours, theirs)
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.alerts.save_all([evolve(ours, duplicate_of=theirs.id, version=2, **CLOSED)])


def test_a_change_keeps_what_intake_counted(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    counted = evolve(alert, event_count=5, last_seen=NOW + hours(1), techniques=("T1021", "T1110.001"))
    store_plan(works, IntakePlan(changed_alerts=[JoinableAlert.of(counted)]))
    with committed(works) as work:
        work.alerts.save_all([evolve(alert, assignee="anna", version=2)])
    assert alert_in(works, alert.id) == evolve(counted, assignee="anna", version=2)


def test_no_changes_are_no_error(works: Works) -> None:
    with committed(works) as work:
        work.alerts.save_all([])
        work.alerts.add_history([])
        work.alerts.add_sightings([], [])
