"""What every ``IntakeStore`` writes."""

from typing import Any

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.asset import AlertAsset
from socdomain.incidents.event import Event, JoinedBy
from socdomain.incidents.intake import AlertTechnique, IntakePlan
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.status import Status, Verdict
from socdomain.sources.normalised_event import EventFlag
from socdomain.sources.severity import Severity
from tests.builders import (
    EVERYONE,
    NOW,
    a_share,
    a_sighting,
    an_alert,
    an_alias,
    an_asset,
    an_event,
    an_observable,
    hours,
)
from tests.contracts.backends import Works
from tests.contracts.lists import FIRST
from tests.contracts.stored import alert_in, found, store_alerts, store_asset, store_events, store_plan


def techniques_of(*alerts: Alert) -> list[AlertTechnique]:
    """The rows that say which techniques the alerts have."""
    rows = [AlertTechnique(one.customer_id, one.id, name, one.opened_at) for one in alerts for name in one.techniques]
    return sorted(rows, key=lambda row: (row.alert_id.int, row.technique))


def events_of(works: Works, alert: Alert) -> list[Event]:
    with works(EVERYONE) as work:
        return list(work.alerts.events(alert.id, FIRST, reach=EVERYONE).items)


def test_an_empty_plan_changes_nothing(works: Works) -> None:
    store_plan(works, IntakePlan())
    assert found(works, AlertFilter()) == set()


def test_a_whole_plan_can_be_read_back(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, techniques=("T1003", "T1059.001"))
    host, observable = an_asset(acme), an_observable(acme)
    event = an_event(alert, asset_id=host.id)
    plan = IntakePlan(
        new_alerts=[alert],
        events=[event],
        new_assets=[host],
        new_aliases=[an_alias(host)],
        asset_shares=[a_share(alert, host)],
        observables=[observable],
        sightings=[a_sighting(alert, observable)],
        techniques=techniques_of(alert),
    )
    store_plan(works, plan)
    with works(EVERYONE) as work:
        detail = work.alerts.detail(alert.id, reach=EVERYONE)
    assert detail.alert == alert
    assert [(shown.asset, shown.share.event_count) for shown in detail.assets] == [(host, 1)]
    assert [shown.observable for shown in detail.observables] == [observable.observable]
    assert events_of(works, alert) == [event]
    for wanted in (AlertFilter(asset="ws01"), AlertFilter(technique="T1059"), AlertFilter(text="login")):
        assert found(works, wanted) == {alert.id}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"body": b"\x00\xff not even text"},
        {"body": b""},
        {"body": None},
        {"occurred_at": None, "flags": (EventFlag.TIME_MISSING, EventFlag.SEVERITY_UNKNOWN)},
        {"occurred_at": NOW + hours(24 * 365), "flags": (EventFlag.CLOCK_SKEW,)},
        {"severity": Severity.CRITICAL, "joined_by": JoinedBy.LATE, "mapping_version": 41},
        {"deciding_fields": (("title", "Größe: \U0001f6a8"), ("z", ""), ("a", "1"))},
        {"deciding_fields": ()},
    ],
)
def test_an_event_comes_back_as_it_was_written(works: Works, acme: Customer, fields: dict[str, Any]) -> None:
    alert = an_alert(acme)
    event = an_event(alert, "Größe/1", **fields)
    store_alerts(works, alert)
    store_events(works, event)
    assert events_of(works, alert) == [event]


def test_a_changed_alert_takes_over_what_intake_decides_and_nothing_else(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, status=Status.IN_PROGRESS, assignee="anna", tags=("vip",), version=4)
    store_alerts(works, alert)
    decided: dict[str, Any] = {
        "techniques": ("T1021", "T1110.001"),
        "takes_events": False,
        "first_seen": NOW - hours(1),
        "last_seen": NOW + hours(1),
        "event_count": 12,
        "late_events": 2,
        "severity": Severity.CRITICAL,
        "severity_known": False,
        "severity_raised": Severity.CRITICAL,
        "new_assets_since": NOW + hours(1),
    }
    not_decided: dict[str, Any] = {
        "title": "Other",
        "description": "Other",
        "context": {},
        "status": Status.CLOSED,
        "verdict": Verdict.UNDETERMINED,
        "closed_at": NOW,
        "assignee": None,
        "tags": (),
        "acted_at": NOW,
        "severity_is_set": True,
        "version": 9,
    }
    after = evolve(alert, **decided)
    plan = IntakePlan(changed_alerts=[JoinableAlert.of(evolve(after, **not_decided))], techniques=techniques_of(after))
    store_plan(works, plan)
    assert alert_in(works, alert.id) == after
    assert found(works, AlertFilter(technique="T1021")) == {alert.id}


def test_a_counted_alert_takes_over_times_and_counts_and_nothing_else(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    store_alerts(works, alert, other)
    counted: dict[str, Any] = {
        "first_seen": NOW - hours(1),
        "last_seen": NOW + hours(1),
        "event_count": 12,
        "late_events": 2,
        "new_assets_since": NOW,
    }
    not_counted: dict[str, Any] = {
        "techniques": ("T1021",),
        "takes_events": False,
        "severity": Severity.CRITICAL,
        "severity_known": False,
        "severity_raised": Severity.CRITICAL,
        "status": Status.CLOSED,
    }
    after = evolve(alert, **counted)
    changed = evolve(other, takes_events=False)
    plan = IntakePlan(
        changed_alerts=[JoinableAlert.of(changed)], counted_alerts=[JoinableAlert.of(evolve(after, **not_counted))]
    )
    store_plan(works, plan)
    assert (alert_in(works, alert.id), alert_in(works, other.id)) == (after, changed)


def test_a_change_can_empty_what_was_there(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, severity_raised=Severity.HIGH, new_assets_since=NOW)
    after = evolve(alert, severity_raised=None, new_assets_since=None)
    store_alerts(works, alert)
    store_plan(works, IntakePlan(changed_alerts=[JoinableAlert.of(after)]))
    assert alert_in(works, alert.id) == after


def test_shares_add_up(works: Works, acme: Customer) -> None:
    alert, host = an_alert(acme), an_asset(acme)
    store_alerts(works, alert)
    store_asset(works, host)
    for count, first_seen, last_seen in (
        (3, NOW, NOW + hours(1)),
        (4, NOW + hours(1), NOW + hours(3)),
        (2, NOW - hours(2), NOW - hours(1)),
        (1, NOW, NOW),
    ):
        share = a_share(alert, host, event_count=count, first_seen=first_seen, last_seen=last_seen)
        store_plan(works, IntakePlan(asset_shares=[share]))
    with works(EVERYONE) as work:
        (shown,) = work.alerts.detail(alert.id, reach=EVERYONE).assets
    assert shown.share == AlertAsset(alert.id, host.id, 10, NOW - hours(2), NOW + hours(3))


def test_observables_sightings_and_techniques_that_are_there_stay(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    old, new = an_observable(acme, "198.51.100.1"), an_observable(acme, "198.51.100.2")
    store_plan(works, IntakePlan(new_alerts=[alert, other], techniques=techniques_of(alert, other)))
    first = IntakePlan(observables=[old], sightings=[a_sighting(alert, old)])
    store_plan(works, first)
    observables = sorted([old, new], key=lambda one: one.id.int)
    again = IntakePlan(
        observables=observables,
        sightings=[a_sighting(one, shown) for one in (alert, other) for shown in observables],
        techniques=techniques_of(alert, other),
    )
    store_plan(works, again)
    with works(EVERYONE) as work:
        for one in (alert, other):
            shown = work.alerts.detail(one.id, reach=EVERYONE).observables
            assert [item.observable for item in shown] == [old.observable, new.observable]
    assert found(works, AlertFilter(technique="T1110.001")) == {alert.id, other.id}


def test_a_plan_of_more_rows_than_a_statement_has_parameters_is_written(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme) for _ in range(1_200)]
    events = sorted((an_event(alert) for alert in alerts for _ in range(2)), key=lambda event: event.id.int)
    store_plan(works, IntakePlan(new_alerts=alerts, events=events, techniques=techniques_of(*alerts)))
    with works(EVERYONE) as work:
        known = work.intake.known_digests([(event.customer_id, event.id) for event in events])
        keys = {(alert.customer_id, alert.fingerprint) for alert in alerts}
        joinable = work.intake.joinable_alerts(keys, earliest=NOW, latest=NOW, all_live=False)
    assert len(known) == 2_400
    assert {one.id for group in joinable.values() for one in group} == {alert.id for alert in alerts}


def test_an_alert_that_stops_makes_room_for_the_next_in_the_same_plan(works: Works, acme: Customer) -> None:
    before = an_alert(acme)
    store_alerts(works, before)
    after = an_alert(acme, fingerprint=before.fingerprint, continues=before.id)
    past = an_alert(acme, fingerprint=before.fingerprint, takes_events=False)
    store_plan(
        works,
        IntakePlan(new_alerts=[after, past], changed_alerts=[JoinableAlert.of(evolve(before, takes_events=False))]),
    )
    with works(EVERYONE) as work:
        assert work.alerts.live_holder(acme.id, before.fingerprint) == after.id
    assert alert_in(works, after.id) == after


def test_alerts_of_one_plan_can_continue_each_other(works: Works, acme: Customer) -> None:
    first = an_alert(acme, takes_events=False)
    second = an_alert(acme, fingerprint=first.fingerprint, continues=first.id, takes_events=False)
    third = an_alert(acme, fingerprint=first.fingerprint, continues=second.id)
    store_plan(works, IntakePlan(new_alerts=[first, second, third]))
    assert [alert_in(works, alert.id) for alert in (first, second, third)] == [first, second, third]
