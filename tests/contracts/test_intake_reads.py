"""What every ``IntakeStore`` knows before intake decides."""

from datetime import datetime, timedelta

import pytest

from socdomain.customers.customer import Customer
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.asset import KnownAsset, alias_of_agent, alias_of_name
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.status import Status
from socdomain.sources.normalised_event import AssetKind
from tests.builders import EVERYONE, NOW, a_share, an_alert, an_alias, an_asset, an_event, hours
from tests.contracts.backends import Works
from tests.contracts.stored import store_alerts, store_asset, store_events, store_plan

FINGERPRINT = b"\x07" * 16
A_MOMENT = timedelta(microseconds=1)


def joinable(
    works: Works, alert: Alert, *, earliest: datetime = NOW, latest: datetime = NOW, all_live: bool = False
) -> list[AlertId]:
    """The alerts of an alert's fingerprint that events might join."""
    key = (alert.customer_id, alert.fingerprint)
    with works(EVERYONE) as work:
        found = work.intake.joinable_alerts([key], earliest=earliest, latest=latest, all_live=all_live)
    assert set(found) <= {key}
    return [one.id for one in found.get(key, ())]


def test_digests_are_known_of_stored_events_only(works: Works, acme: Customer, globex: Customer) -> None:
    alert, theirs = an_alert(acme), an_alert(globex)
    event, of_theirs = an_event(alert), an_event(theirs, digest=b"\x02" * 32)
    missing = an_event(alert)
    store_alerts(works, alert, theirs)
    store_events(works, event, of_theirs)
    asked = [(one.customer_id, one.id) for one in (event, missing, of_theirs)]
    with works(EVERYONE) as work:
        assert work.intake.known_digests(asked) == {event.id: event.digest, of_theirs.id: of_theirs.digest}
        assert work.intake.known_digests([]) == {}


def test_the_alert_of_each_stored_event_is_known(works: Works, acme: Customer, globex: Customer) -> None:
    alert, theirs = an_alert(acme), an_alert(globex)
    event, of_theirs = an_event(alert), an_event(theirs)
    missing = an_event(alert)
    store_alerts(works, alert, theirs)
    store_events(works, event, of_theirs)
    asked = [(one.customer_id, one.id) for one in (event, missing, of_theirs)]
    with works(EVERYONE) as work:
        assert work.intake.alerts_of(asked) == {event.id: alert.id, of_theirs.id: theirs.id}
        assert work.intake.alerts_of([]) == {}


def test_very_many_events_can_be_asked_for_at_once(works: Works, acme: Customer) -> None:
    """Databases limit how many parameters a statement has."""
    alert = an_alert(acme)
    events = [an_event(alert) for _ in range(3_000)]
    store_alerts(works, alert)
    store_events(works, *events[:2_000])
    with works(EVERYONE) as work:
        known = work.intake.known_digests([(event.customer_id, event.id) for event in events])
    assert known == {event.id: event.digest for event in events[:2_000]}


def test_the_alert_that_takes_events_might_be_joined_whenever_it_began(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, opened_at=NOW - hours(999), status=Status.IN_PROGRESS)
    store_alerts(works, alert, an_alert(acme))
    with works(EVERYONE) as work:
        key = (acme.id, alert.fingerprint)
        found = work.intake.joinable_alerts([key], earliest=NOW, latest=NOW, all_live=False)
    assert found == {key: (JoinableAlert.of(alert),)}


@pytest.mark.parametrize(
    ("closed_at", "is_joinable"),
    [
        (NOW - A_MOMENT, False),
        (NOW, True),
        (NOW + hours(3) + hours(24), True),
        (NOW + hours(3) + hours(24) + A_MOMENT, False),
    ],
)
def test_a_closed_alert_might_be_joined_by_what_happened_before(
    works: Works, acme: Customer, closed_at: datetime, is_joinable: bool
) -> None:
    alert = an_alert(acme, status=Status.CLOSED, closed_at=closed_at)
    store_alerts(works, alert)
    for all_live in (False, True):
        found = joinable(works, alert, earliest=NOW, latest=NOW + hours(3), all_live=all_live)
        assert found == [alert.id] * is_joinable


def test_live_alerts_that_take_no_more_events_come_only_when_asked_for(works: Works, acme: Customer) -> None:
    past = an_alert(acme, fingerprint=FINGERPRINT, takes_events=False)
    taking = an_alert(acme, fingerprint=FINGERPRINT, opened_at=NOW + hours(1))
    store_alerts(works, past, taking)
    assert joinable(works, taking) == [taking.id]
    assert joinable(works, taking, all_live=True) == [past.id, taking.id]


def test_alerts_come_the_earliest_opened_first(works: Works, acme: Customer) -> None:
    closed = {"status": Status.CLOSED, "closed_at": NOW}
    alerts = [
        an_alert(acme, fingerprint=FINGERPRINT, opened_at=NOW - hours(number), **closed) for number in (1, 3, 2, 2)
    ]
    store_alerts(works, *alerts)
    assert joinable(works, alerts[0]) == [alerts[1].id, alerts[2].id, alerts[3].id, alerts[0].id]


def test_alerts_are_told_apart_by_customer_and_fingerprint(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = an_alert(acme, fingerprint=FINGERPRINT), an_alert(globex, fingerprint=FINGERPRINT)
    store_alerts(works, ours, theirs)
    unknown = (acme.id, b"\x08" * 16)
    with works(EVERYONE) as work:
        keys = {(acme.id, FINGERPRINT), (globex.id, FINGERPRINT), unknown}
        found = work.intake.joinable_alerts(keys, earliest=NOW, latest=NOW, all_live=False)
        assert work.intake.joinable_alerts(set(), earliest=NOW, latest=NOW, all_live=True) == {}
    assert found == {
        (acme.id, FINGERPRINT): (JoinableAlert.of(ours),),
        (globex.id, FINGERPRINT): (JoinableAlert.of(theirs),),
    }
    assert joinable(works, ours) == [ours.id]


def test_assets_are_known_by_each_alias_of_their_customer(works: Works, acme: Customer, globex: Customer) -> None:
    host, user, theirs = an_asset(acme), an_asset(acme, "anna", kind=AssetKind.USER), an_asset(globex)
    agent, other_agent = alias_of_agent("wazuh", "007"), alias_of_agent("wazuh", "008")
    for asset in (host, user, theirs):
        store_asset(works, asset)
    store_plan(works, IntakePlan(new_aliases=[an_alias(host, agent)]))
    name, login = alias_of_name(AssetKind.HOST, "ws01"), alias_of_name(AssetKind.USER, "Anna")
    asked = [(acme.id, name), (acme.id, agent), (acme.id, login), (acme.id, other_agent), (globex.id, name)]
    with works(EVERYONE) as work:
        known = work.intake.known_assets([*asked, (globex.id, agent)])
        assert work.intake.known_assets([]) == {}
    assert known == {
        (acme.id, name): KnownAsset(host.id, frozenset({agent})),
        (acme.id, agent): KnownAsset(host.id, frozenset({agent})),
        (acme.id, login): KnownAsset(user.id),
        (globex.id, name): KnownAsset(theirs.id),
    }


def test_assets_of_alerts_are_told_for_those_asked_for(works: Works, acme: Customer, globex: Customer) -> None:
    first, second, theirs = an_alert(acme), an_alert(acme), an_alert(globex)
    common, other, of_theirs = an_asset(acme, "common"), an_asset(acme, "other"), an_asset(globex)
    store_alerts(works, first, second, theirs)
    shares = [a_share(first, common), a_share(first, other), a_share(second, common), a_share(theirs, of_theirs)]
    store_plan(works, IntakePlan(new_assets=[common, other, of_theirs], asset_shares=shares))
    with works(EVERYONE) as work:
        asked = [(acme.id, first.id), (globex.id, theirs.id)]
        assert work.intake.assets_of(asked) == {
            (first.id, common.id),
            (first.id, other.id),
            (theirs.id, of_theirs.id),
        }
        assert work.intake.assets_of([]) == frozenset()


def test_locking_is_harmless_to_the_one_who_locks(works: Works, acme: Customer, globex: Customer) -> None:
    with works(EVERYONE) as work:
        work.intake.lock([globex.id, acme.id])
        work.intake.lock([acme.id])
        work.intake.lock([])
