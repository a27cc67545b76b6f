"""What every ``IntakeStore`` refuses: plans that are no longer so, and links that lead astray."""

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, OtherCustomerError
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.joinable_alert import JoinableAlert
from tests.builders import EVERYONE, a_share, a_sighting, an_alert, an_alias, an_asset, an_event, an_observable
from tests.contracts.backends import Works, committed
from tests.contracts.lists import FIRST
from tests.contracts.stored import found, store_alerts, store_asset, store_events, store_plan


def test_a_stored_event_makes_the_plan_void(works: Works, acme: Customer) -> None:
    alert, begun = an_alert(acme), an_alert(acme)
    event = an_event(alert)
    store_alerts(works, alert)
    store_events(works, event)
    events = sorted(
        [evolve(event, alert_id=begun.id, digest=b"\x02" * 32), an_event(begun)], key=lambda one: one.id.int
    )
    with pytest.raises(ConcurrentChangeError):
        store_plan(works, IntakePlan(new_alerts=[begun], events=events))
    assert found(works, AlertFilter()) == {alert.id}
    with works(EVERYONE) as work:
        assert work.alerts.events(alert.id, FIRST, reach=EVERYONE).items == (event,)


def test_a_taken_fingerprint_makes_the_plan_void(works: Works, acme: Customer) -> None:
    holder = an_alert(acme)
    store_alerts(works, holder)
    with pytest.raises(ConcurrentChangeError):
        store_plan(works, IntakePlan(new_alerts=[an_alert(acme, fingerprint=holder.fingerprint)]))
    with pytest.raises(ConcurrentChangeError):
        store_plan(works, IntakePlan(new_alerts=[holder]))


def test_a_changed_alert_that_is_not_there_makes_the_plan_void(works: Works, acme: Customer, globex: Customer) -> None:
    theirs = an_alert(globex)
    store_alerts(works, theirs)
    for missing in (an_alert(acme), evolve(theirs, customer_id=acme.id)):
        with pytest.raises(ConcurrentChangeError):
            store_plan(works, IntakePlan(changed_alerts=[JoinableAlert.of(missing)]))
        with pytest.raises(ConcurrentChangeError):
            store_plan(works, IntakePlan(counted_alerts=[JoinableAlert.of(missing)]))


def test_an_alias_of_another_asset_makes_the_plan_void(works: Works, acme: Customer) -> None:
    first, second = an_asset(acme), an_asset(acme)
    store_asset(works, first)
    with pytest.raises(ConcurrentChangeError):
        store_asset(works, second)


def test_the_same_alias_means_something_else_for_another_customer(
    works: Works, acme: Customer, globex: Customer
) -> None:
    ours, theirs = an_asset(acme), an_asset(globex)
    store_asset(works, ours)
    store_asset(works, theirs)
    with works(EVERYONE) as work:
        known = work.intake.known_assets([(acme.id, "host:ws01"), (globex.id, "host:ws01")])
    assert {key[0]: asset.asset_id for key, asset in known.items()} == {acme.id: ours.id, globex.id: theirs.id}


def test_no_row_of_a_plan_can_lead_to_another_customers(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = an_alert(acme), an_alert(globex)
    host, of_theirs = an_asset(acme), an_observable(globex)
    store_alerts(works, ours, theirs)
    store_asset(works, host)
    for plan in (
        IntakePlan(events=[evolve(an_event(ours), alert_id=theirs.id)]),
        IntakePlan(events=[an_event(theirs, asset_id=host.id)]),
        IntakePlan(new_aliases=[evolve(an_alias(host, "host:other"), customer_id=globex.id)]),
        IntakePlan(asset_shares=[a_share(theirs, host)]),
        IntakePlan(observables=[of_theirs], sightings=[a_sighting(ours, of_theirs)]),
        IntakePlan(new_alerts=[an_alert(acme, continues=theirs.id)]),
    ):
        with pytest.raises(OtherCustomerError):
            store_plan(works, plan)


def test_what_a_plan_writes_falls_with_its_unit_of_work(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    with works(EVERYONE) as work:
        work.intake.lock([acme.id])
        work.intake.store(IntakePlan(new_alerts=[alert], events=[an_event(alert)]))
    assert found(works, AlertFilter()) == set()
    with committed(works) as work:
        assert work.alerts.live_holder(acme.id, alert.fingerprint) is None
