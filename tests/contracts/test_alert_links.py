"""What every ``AlertRepository`` finds by the assets and observables of alerts."""

import hashlib

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import OtherCustomerError
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.asset import alias_of_agent
from socdomain.incidents.intake import IntakePlan, Sighting
from socdomain.incidents.status import Status
from socdomain.principal import Reach
from socdomain.sources.normalised_event import AssetKind
from socdomain.sources.observables import ObservableType
from tests.builders import EVERYONE, a_sighting, an_alert, an_alias, an_asset, an_observable
from tests.contracts.backends import Works, committed
from tests.contracts.stored import found, store_alerts, store_asset, store_observable, store_plan


@pytest.mark.parametrize("name", ["WS01", "ws01", " ws01.corp.local", "host:ws01", "agent:wazuh:007"])
def test_a_host_is_wanted_by_its_name_or_an_alias(works: Works, acme: Customer, name: str) -> None:
    alert, other, host = an_alert(acme), an_alert(acme), an_asset(acme, "WS01")
    store_alerts(works, alert, other)
    store_asset(works, host, alert)
    store_plan(works, IntakePlan(new_aliases=[an_alias(host, alias_of_agent("wazuh", "007"))]))
    assert found(works, AlertFilter(asset=name)) == {alert.id}


@pytest.mark.parametrize("kind", [AssetKind.USER, AssetKind.MAILBOX])
def test_a_user_or_mailbox_is_wanted_by_its_whole_name(works: Works, acme: Customer, kind: AssetKind) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    store_alerts(works, alert, other)
    store_asset(works, an_asset(acme, "Anna@corp.local", kind=kind), alert)
    assert found(works, AlertFilter(asset="anna@CORP.local")) == {alert.id}
    assert found(works, AlertFilter(asset="anna@corp")) == set()


def test_a_name_that_means_a_host_and_a_user_finds_the_alerts_of_both(works: Works, acme: Customer) -> None:
    of_host, of_user, of_both = an_alert(acme), an_alert(acme), an_alert(acme)
    store_alerts(works, of_host, of_user, of_both)
    store_asset(works, an_asset(acme, "build"), of_host, of_both)
    store_asset(works, an_asset(acme, "build", kind=AssetKind.USER), of_user, of_both)
    assert found(works, AlertFilter(asset="build")) == {of_host.id, of_user.id, of_both.id}


def test_an_asset_that_nobody_has_finds_nothing(works: Works, acme: Customer) -> None:
    store_alerts(works, an_alert(acme, asset_name="WS01"))
    assert found(works, AlertFilter(asset="ws01")) == set()


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (ObservableType.IPV4, "198.51.100.7", "198.51.100.7"),
        (ObservableType.IPV4, "198.51.100.7", "198[.]51[.]100[.]7"),
        (ObservableType.IPV4, "198.51.100.7", " 198.51.100.7:443 "),
        (ObservableType.IPV6, "2001:db8::1", "2001:DB8:0:0:0:0:0:1"),
        (ObservableType.DOMAIN, "evil.example", "EVIL[.]example"),
        (ObservableType.URL, "http://evil.example/", "hxxp://evil[.]example"),
        (ObservableType.EMAIL, "bob@evil.example", "Bob[at]evil.example"),
        (ObservableType.SHA256, "ab" * 32, "AB" * 32),
        (ObservableType.FILENAME, "Invoice[.]exe", "Invoice[.]exe"),
        (ObservableType.CVE, "CVE-2021-44228", "cve-2021-44228"),
    ],
)
def test_an_observable_is_wanted_in_any_spelling(
    works: Works, acme: Customer, kind: ObservableType, value: str, wanted: str
) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    store_alerts(works, alert, other)
    store_observable(works, an_observable(acme, value, kind), alert)
    assert found(works, AlertFilter(observable=wanted)) == {alert.id}


def test_the_longest_observable_is_stored_and_found(works: Works, acme: Customer) -> None:
    """Databases limit how long the key of an index may be; an observable has at most 2,048 bytes."""
    value = "".join(hashlib.sha256(b"%d" % number).hexdigest() for number in range(32))
    alert = an_alert(acme)
    store_alerts(works, alert)
    store_observable(works, an_observable(acme, value, ObservableType.FILENAME), alert)
    assert len(value) == 2_048
    assert found(works, AlertFilter(observable=value)) == {alert.id}


def test_a_part_of_an_observable_finds_nothing(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    store_observable(works, an_observable(acme, "198.51.100.70"), alert)
    assert found(works, AlertFilter(observable="198.51.100.7")) == set()


def test_links_narrow_together_and_with_the_rest(works: Works, acme: Customer) -> None:
    both = an_alert(acme, status=Status.IN_PROGRESS)
    open_both, asset_only, shown_only = an_alert(acme), an_alert(acme), an_alert(acme)
    store_alerts(works, both, open_both, asset_only, shown_only)
    store_asset(works, an_asset(acme), both, open_both, asset_only)
    store_observable(works, an_observable(acme), both, open_both, shown_only)
    wanted = AlertFilter(asset="ws01", observable="198.51.100.7")
    assert found(works, wanted) == {both.id, open_both.id}
    assert found(works, evolve(wanted, status=frozenset({Status.IN_PROGRESS}))) == {both.id}


def test_links_of_customers_out_of_reach_find_nothing(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = an_alert(acme), an_alert(globex)
    store_alerts(works, ours, theirs)
    for customer, alert in ((acme, ours), (globex, theirs)):
        store_asset(works, an_asset(customer), alert)
        store_observable(works, an_observable(customer), alert)
    for wanted in (AlertFilter(asset="ws01"), AlertFilter(observable="198.51.100.7")):
        assert found(works, wanted) == {ours.id, theirs.id}
        assert found(works, wanted, Reach.only([acme.id])) == {ours.id}
        assert found(works, evolve(wanted, customer="globex")) == {theirs.id}


def test_what_is_shown_already_stays(works: Works, acme: Customer) -> None:
    alert, observable = an_alert(acme), an_observable(acme, internal=False)
    store_alerts(works, alert)
    store_observable(works, observable, alert)
    store_observable(works, an_observable(acme, internal=True), alert)
    with works(EVERYONE) as work:
        detail = work.alerts.detail(alert.id, reach=EVERYONE)
    assert [shown.observable for shown in detail.observables] == [observable.observable]


def test_an_alert_cannot_show_another_customers_observable(works: Works, acme: Customer, globex: Customer) -> None:
    alert, theirs = an_alert(acme), an_observable(globex)
    store_alerts(works, alert)
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.alerts.add_sightings([theirs], [a_sighting(alert, theirs)])
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.alerts.add_sightings([theirs], [Sighting(globex.id, alert.id, theirs.id)])
