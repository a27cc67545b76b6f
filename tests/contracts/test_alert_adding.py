"""What every ``AlertRepository`` does with alerts that are added, and which it hands out."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, OtherCustomerError
from socdomain.ids import AlertId
from socdomain.incidents.status import Status, Verdict
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, IDS, NOW, an_alert, hours
from tests.contracts.backends import Works
from tests.contracts.stored import alert_in, store_alerts

CLOSED: dict[str, Any] = {
    "status": Status.CLOSED,
    "verdict": Verdict.FALSE_POSITIVE,
    "verdict_reason": "Ein geplanter Scan.",
    "closed_at": NOW + hours(2),
    "takes_events": False,
}


def test_an_alert_comes_back_as_it_was_added(works: Works, acme: Customer) -> None:
    before, other = an_alert(acme), an_alert(acme)
    alert = an_alert(
        acme,
        title="Zugriff verweigert: 日本語 \U0001f6a8",
        description='Two\nlines, a tab\tand "quotes" % _ \\',
        techniques=("T1566", "T1059.001"),
        context={"z": [1, 2.5, None, {"deep": [True]}], "a": "ß", "empty": {}},
        first_seen=NOW - timedelta(microseconds=1),
        last_seen=NOW + timedelta(days=1, microseconds=999_999),
        event_count=2_000_000_000,
        late_events=3,
        continues=before.id,
        severity=Severity.CRITICAL,
        severity_known=False,
        severity_is_set=True,
        severity_raised=Severity.CRITICAL,
        new_assets_since=NOW + hours(1),
        duplicate_of=other.id,
        assignee="Änne",
        tags=("phishing", "vip"),
        acted_at=NOW + hours(3),
        version=7,
        **CLOSED,
    )
    store_alerts(works, before, other, alert)
    assert alert_in(works, alert.id) == alert


def test_an_alert_without_the_optional_fields_comes_back_without_them(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, description="", rule_id=None, asset_name=None, techniques=(), context={})
    store_alerts(works, alert)
    assert alert_in(works, alert.id) == alert


def test_what_was_handed_out_can_be_changed_without_changing_what_is_stored(works: Works, acme: Customer) -> None:
    context = {"groups": ["sshd"]}
    alert = an_alert(acme, context=context)
    store_alerts(works, alert)
    context["groups"].append("written later")
    alert_in(works, alert.id).context["groups"].append("read")
    with works(EVERYONE) as work:
        work.alerts.detail(alert.id, reach=EVERYONE).alert.context["groups"].append("read")
    assert alert_in(works, alert.id).context == {"groups": ["sshd"]}


def test_alerts_to_change_are_those_within_reach(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = an_alert(acme), an_alert(globex)
    store_alerts(works, ours, theirs)
    wanted = [theirs.id, ours.id, ours.id, AlertId(IDS.new())]
    with works(EVERYONE) as work:
        assert work.alerts.for_change(wanted, reach=EVERYONE) == {ours.id: ours, theirs.id: theirs}
        assert work.alerts.for_change(wanted, reach=Reach.only([acme.id])) == {ours.id: ours}
        assert work.alerts.for_change(wanted, reach=Reach.only([])) == {}
        assert work.alerts.for_change([], reach=EVERYONE) == {}


def test_the_holder_of_a_fingerprint_is_the_customers_alert_that_takes_its_events(
    works: Works, acme: Customer, globex: Customer
) -> None:
    past = an_alert(acme, takes_events=False)
    holder = an_alert(acme, fingerprint=past.fingerprint)
    theirs = an_alert(globex, fingerprint=past.fingerprint)
    closed = an_alert(acme, **CLOSED)
    store_alerts(works, past, holder, theirs, closed)
    with works(EVERYONE) as work:
        assert work.alerts.live_holder(acme.id, past.fingerprint) == holder.id
        assert work.alerts.live_holder(globex.id, past.fingerprint) == theirs.id
        assert work.alerts.live_holder(acme.id, closed.fingerprint) is None


def test_an_alert_is_added_once(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    with pytest.raises(ConcurrentChangeError):
        store_alerts(works, evolve(alert, fingerprint=b"\x01" * 16))


def test_one_alert_of_a_fingerprint_takes_its_events(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    with pytest.raises(ConcurrentChangeError):
        store_alerts(works, an_alert(acme, fingerprint=alert.fingerprint))


@pytest.mark.parametrize("link", ["continues", "duplicate_of"])
def test_an_alert_cannot_refer_to_another_customers(works: Works, acme: Customer, globex: Customer, link: str) -> None:
    theirs = an_alert(globex)
    store_alerts(works, theirs)
    with pytest.raises(OtherCustomerError):
        store_alerts(works, an_alert(acme, **{link: theirs.id}))
