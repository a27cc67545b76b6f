"""What every ``AlertRepository`` finds for each filter, and how its list is walked."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.alert_search import LONGEST_SEARCH_TEXT
from socdomain.incidents.status import Status, Verdict
from socdomain.pages import PageRequest, Position
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, NOW, an_alert, hours
from tests.contracts.backends import Works
from tests.contracts.lists import FIRST, walked
from tests.contracts.stored import found, store_alerts

EVERY_ALERT = AlertFilter()
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (AlertFilter(status=frozenset({Status.IN_PROGRESS})), {"status": Status.IN_PROGRESS}),
        (AlertFilter(status=frozenset({Status.IN_PROGRESS, Status.CLOSED})), {"status": Status.CLOSED}),
        (AlertFilter(severity=frozenset({Severity.HIGH})), {"severity": Severity.HIGH}),
        (AlertFilter(severity=frozenset({Severity.HIGH, Severity.LOW})), {"severity": Severity.LOW}),
        (AlertFilter(source="suricata"), {"source": "suricata"}),
        (AlertFilter(assignee="anna"), {"assignee": "anna"}),
        (AlertFilter(verdict=Verdict.UNDETERMINED), {"verdict": Verdict.UNDETERMINED}),
        (AlertFilter(tag="vip"), {"tags": ("phishing", "vip")}),
        (AlertFilter(tag=" VIP"), {"tags": ("vip",)}),
        (AlertFilter(technique="T1059.001"), {"techniques": ("T1003", "T1059.001")}),
        (AlertFilter(technique="T1059"), {"techniques": ("T1059.001",)}),
        (AlertFilter(technique="t1059"), {"techniques": ("T1059",)}),
        (AlertFilter(text="powershell"), {"title": "Suspicious PowerShell started"}),
        (AlertFilter(text="POWERSHELL "), {"description": "powershell.exe -enc"}),
        (AlertFilter(text="srv-0"), {"asset_name": "SRV-07"}),
        (AlertFilter(text="großer"), {"title": "GROSSER Alarm"}),
        (AlertFilter(text="100%_\\"), {"title": "CPU at 100%_\\ since noon"}),
        (AlertFilter(text='say "hi" or (not)'), {"title": 'Users say "hi" or (NOT)'}),
        (AlertFilter(seen_from=NOW + hours(1)), {"last_seen": NOW + hours(1)}),
        (AlertFilter(seen_until=NOW), {"last_seen": NOW - A_MOMENT}),
        (AlertFilter(opened_from=NOW + hours(1)), {"opened_at": NOW + hours(1)}),
        (AlertFilter(opened_until=NOW), {"opened_at": NOW - A_MOMENT}),
    ],
)
def test_each_filter_finds_what_it_names_and_nothing_else(
    works: Works, acme: Customer, wanted: AlertFilter, fields: dict[str, Any]
) -> None:
    alert = an_alert(acme, **fields)
    store_alerts(works, an_alert(acme), alert, an_alert(acme))
    assert found(works, wanted) == {alert.id}


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (AlertFilter(technique="T1059.00"), {"techniques": ("T1059.001",)}),
        (AlertFilter(technique="T105"), {"techniques": ("T1059.001", "T1059")}),
        (AlertFilter(technique="T1059.001"), {"techniques": ("T1059",)}),
        (AlertFilter(tag="vi"), {"tags": ("vip",)}),
        (AlertFilter(source="Wazuh"), {"source": "wazuh"}),
        (AlertFilter(assignee="ann"), {"assignee": "anna"}),
        (AlertFilter(text="l%a"), {"title": "la la lala"}),
        (AlertFilter(text="l_a"), {"title": "la l-a lala"}),
        (AlertFilter(text="power shell"), {"title": "powershell"}),
        (AlertFilter(text="the end"), {"description": "x" * LONGEST_SEARCH_TEXT + "the end"}),
        (AlertFilter(seen_from=NOW + A_MOMENT), {"last_seen": NOW}),
        (AlertFilter(seen_until=NOW), {"last_seen": NOW}),
        (AlertFilter(opened_from=NOW + A_MOMENT), {"opened_at": NOW, "last_seen": NOW + hours(1)}),
        (AlertFilter(opened_until=NOW), {"opened_at": NOW, "first_seen": NOW - hours(1)}),
    ],
)
def test_what_only_looks_alike_is_not_found(
    works: Works, acme: Customer, wanted: AlertFilter, fields: dict[str, Any]
) -> None:
    store_alerts(works, an_alert(acme, **fields))
    assert found(works, wanted) == set()


def test_the_empty_assignee_means_nobody(works: Works, acme: Customer) -> None:
    nobodys, annas = an_alert(acme), an_alert(acme, assignee="anna")
    store_alerts(works, nobodys, annas)
    assert found(works, AlertFilter(assignee="")) == {nobodys.id}


def test_filters_narrow_together(works: Works, acme: Customer) -> None:
    fields: dict[str, Any] = {
        "status": Status.IN_PROGRESS,
        "severity": Severity.HIGH,
        "assignee": "anna",
        "tags": ("vip",),
        "techniques": ("T1566",),
        "title": "Phishing mail",
        "last_seen": NOW + hours(1),
    }
    alert = an_alert(acme, **fields)
    others = [an_alert(acme, **{name: value for name, value in fields.items() if name != left}) for left in fields]
    store_alerts(works, *others, alert)
    wanted = AlertFilter(
        status=frozenset({Status.IN_PROGRESS}),
        severity=frozenset({Severity.HIGH}),
        assignee="anna",
        tag="vip",
        technique="T1566",
        text="phishing",
        seen_from=NOW + hours(1),
    )
    assert found(works, wanted) == {alert.id}


@pytest.mark.parametrize("code", ["ACME", "acme", "ACME-Cloud"])
def test_a_customer_is_wanted_by_any_of_its_codes(works: Works, acme: Customer, globex: Customer, code: str) -> None:
    ours, theirs = an_alert(acme), an_alert(globex)
    store_alerts(works, ours, theirs)
    assert found(works, AlertFilter(customer=code)) == {ours.id}
    assert found(works, AlertFilter(customer=code), Reach.only([globex.id])) == set()
    assert found(works, AlertFilter(customer="nobody")) == set()


def test_what_is_out_of_reach_is_not_in_the_list(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = an_alert(acme, tags=("vip",)), an_alert(globex, tags=("vip",))
    store_alerts(works, ours, theirs)
    for wanted in (EVERY_ALERT, AlertFilter(tag="vip"), AlertFilter(text="login"), AlertFilter(technique="T1110")):
        assert found(works, wanted) == {ours.id, theirs.id}
        assert found(works, wanted, Reach.only([acme.id])) == {ours.id}
        assert found(works, wanted, Reach.only([acme.id, globex.id])) == {ours.id, theirs.id}
        assert found(works, wanted, Reach.only([])) == set()


def test_a_listing_shows_the_alert_and_its_customers_code(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, tags=("vip",), assignee="anna")
    store_alerts(works, alert)
    with works(EVERYONE) as work:
        (item,) = work.alerts.page(EVERY_ALERT, FIRST, reach=EVERYONE).items
    assert item.alert == alert
    assert item.customer_code == "ACME"


def some_alerts(acme: Customer, globex: Customer) -> list[Alert]:
    """Alerts of two customers, several of them last seen at the same moment."""
    return [
        an_alert((acme, globex)[number % 2], last_seen=NOW + hours(number // 5), tags=("vip",) * (number % 3 == 0))
        for number in range(23)
    ]


@pytest.mark.parametrize("limit", [1, 4, 23])
def test_a_walk_sees_every_alert_once_and_the_last_seen_first(
    works: Works, acme: Customer, globex: Customer, limit: int
) -> None:
    alerts = some_alerts(acme, globex)
    store_alerts(works, *alerts)
    in_order = sorted(alerts, key=lambda alert: (alert.last_seen, alert.id), reverse=True)

    def shown(reach: Reach) -> list[Alert]:
        with works(EVERYONE) as work:
            items = walked(lambda page: work.alerts.page(EVERY_ALERT, page, reach=reach), limit=limit)
        return [item.alert for item in items]

    assert shown(EVERYONE) == in_order
    assert shown(Reach.only([acme.id, globex.id])) == in_order
    assert shown(Reach.only([acme.id])) == [alert for alert in in_order if alert.customer_id == acme.id]


@pytest.mark.parametrize(
    "wanted",
    [
        AlertFilter(tag="vip"),
        AlertFilter(text="login"),
        AlertFilter(customer="globex"),
        AlertFilter(status=frozenset({Status.OPEN, Status.CLOSED})),
        AlertFilter(technique="T1110", seen_until=NOW + hours(3)),
    ],
)
def test_a_walk_through_a_filter_sees_every_match_once(
    works: Works, acme: Customer, globex: Customer, wanted: AlertFilter
) -> None:
    store_alerts(works, *some_alerts(acme, globex))
    with works(EVERYONE) as work:
        at_once = work.alerts.page(wanted, FIRST, reach=EVERYONE).items
        shown = walked(lambda page: work.alerts.page(wanted, page, reach=EVERYONE), limit=2)
    assert len(at_once) > 4
    assert tuple(shown) == at_once


def test_a_position_between_alerts_is_a_position_too(works: Works, acme: Customer) -> None:
    """The alert that a page ended with may have been seen again meanwhile."""
    first, second = an_alert(acme, last_seen=NOW), an_alert(acme, last_seen=NOW + hours(2))
    store_alerts(works, first, second)
    with works(EVERYONE) as work:
        after = PageRequest(10, Position(NOW + hours(1), second.id))
        assert [item.alert.id for item in work.alerts.page(EVERY_ALERT, after, reach=EVERYONE).items] == [first.id]


def test_the_last_page_says_so_even_when_it_is_full(works: Works, acme: Customer) -> None:
    store_alerts(works, an_alert(acme), an_alert(acme))
    with works(EVERYONE) as work:
        assert work.alerts.page(EVERY_ALERT, PageRequest(2), reach=EVERYONE).next is None
        assert work.alerts.page(EVERY_ALERT, PageRequest(1), reach=EVERYONE).next is not None


def test_an_empty_list_is_one_empty_page(works: Works) -> None:
    with works(EVERYONE) as work:
        page = work.alerts.page(EVERY_ALERT, FIRST, reach=EVERYONE)
    assert (page.items, page.next) == ((), None)


def test_matching_gives_the_first_of_the_list_that_were_there_at_that_time(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme, recorded_at=NOW + hours(number), last_seen=NOW - hours(number)) for number in range(5)]
    # History is opened when it happened, and yet nobody had seen it.
    newer = an_alert(acme, opened_at=NOW - hours(9), recorded_at=NOW + hours(4) + A_MOMENT, last_seen=NOW + hours(9))
    store_alerts(works, *alerts, newer)
    places = tuple(Position(alert.last_seen, alert.id) for alert in alerts)

    def matching(at: float, limit: int, after: Position | None = None) -> tuple[Position, ...]:
        with works(EVERYONE) as work:
            as_of = NOW + hours(at)
            return work.alerts.matching(EVERY_ALERT, as_of=as_of, after=after, limit=limit, reach=EVERYONE)

    assert matching(4, limit=10) == places
    assert matching(4, limit=2) == places[:2]
    assert matching(4, limit=2, after=places[1]) == places[2:4]
    assert matching(9, limit=1) == (Position(newer.last_seen, newer.id),)


def test_matching_keeps_to_the_filter_and_the_reach(works: Works, acme: Customer, globex: Customer) -> None:
    wanted_alert = an_alert(acme, tags=("vip",))
    store_alerts(works, wanted_alert, an_alert(acme), an_alert(globex, tags=("vip",)))
    reach = Reach.only([acme.id])
    with works(EVERYONE) as work:
        vip = AlertFilter(tag="vip")
        (found,) = work.alerts.matching(vip, as_of=NOW, after=None, limit=1_001, reach=reach)
        assert found.id == wanted_alert.id
        nobodys = evolve(vip, customer="globex")
        assert work.alerts.matching(nobodys, as_of=NOW, after=None, limit=1_001, reach=reach) == ()
