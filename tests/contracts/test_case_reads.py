"""What every ``CaseRepository`` lists, and tells of one case."""

from typing import Any

import pytest

from socdomain.customers.customer import Customer
from socdomain.errors import NotFoundError
from socdomain.ids import CaseId
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.case import Case
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.status import Status, Verdict
from socdomain.incidents.views import AlertReference, ShownObservable
from socdomain.pages import PageRequest
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import (
    EVERYONE,
    IDS,
    NOW,
    a_case,
    a_comment,
    a_history_entry,
    a_share,
    an_alert,
    an_asset,
    an_observable,
    hours,
)
from tests.contracts.backends import Works, committed
from tests.contracts.lists import FIRST, walked
from tests.contracts.stored import store_alerts, store_asset, store_case, store_observable, store_plan

EVERY_CASE = CaseFilter()


def opened(works: Works, customer: Customer, *fields: dict[str, Any]) -> list[Case]:
    """Cases that are numbered from 1, each from an alert of its own."""
    cases = []
    for number, values in enumerate(fields, start=1):
        alert = an_alert(customer)
        cases.append(a_case(alert, number, **values))
        store_alerts(works, alert)
        store_case(works, cases[-1])
    return cases


def found(works: Works, wanted: CaseFilter, reach: Reach = EVERYONE) -> set[int]:
    """The numbers of the cases that the list shows."""
    with works(EVERYONE) as work:
        return {item.case.number for item in work.cases.page(wanted, FIRST, reach=reach).items}


def test_the_list_shows_the_latest_opened_first_and_each_case_once(works: Works, acme: Customer) -> None:
    cases = opened(works, acme, *({"opened_at": NOW + hours(number // 3)} for number in range(8)))
    with works(EVERYONE) as work:
        shown = walked(lambda page: work.cases.page(EVERY_CASE, page, reach=EVERYONE), limit=3)
    assert [item.case for item in shown] == cases[::-1]


def test_a_listing_shows_the_customers_code_and_how_many_alerts_there_are(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme) for _ in range(3)]
    cases = [a_case(alerts[0], 1), a_case(alerts[1], 2, opened_at=NOW + hours(1))]
    store_alerts(works, *alerts)
    store_case(works, cases[0], *alerts[1:])
    store_case(works, cases[1])
    with committed(works) as work:
        work.cases.unlink(cases[1], alerts[1].id)
    with works(EVERYONE) as work:
        items = work.cases.page(EVERY_CASE, FIRST, reach=EVERYONE).items
    assert [(item.case, item.customer_code, item.alert_count) for item in items] == [
        (cases[1], "ACME", 0),
        (cases[0], "ACME", 3),
    ]


def test_each_filter_narrows(works: Works, acme: Customer) -> None:
    opened(
        works,
        acme,
        {},
        {"status": Status.IN_PROGRESS, "assignee": "anna"},
        {"status": Status.CLOSED, "closed_at": NOW, "severity": Severity.HIGH},
    )
    in_progress, closed = frozenset({Status.IN_PROGRESS}), frozenset({Status.CLOSED})
    assert found(works, EVERY_CASE) == {1, 2, 3}
    assert found(works, CaseFilter(status=in_progress)) == {2}
    assert found(works, CaseFilter(status=in_progress | closed)) == {2, 3}
    assert found(works, CaseFilter(severity=frozenset({Severity.HIGH}))) == {3}
    assert found(works, CaseFilter(severity=frozenset(Severity))) == {1, 2, 3}
    assert found(works, CaseFilter(assignee="anna")) == {2}
    assert found(works, CaseFilter(assignee="")) == {1, 3}
    assert found(works, CaseFilter(status=closed, assignee="anna")) == set()


def test_a_walk_through_a_filter_sees_every_match_once(works: Works, acme: Customer) -> None:
    values: list[dict[str, Any]] = [
        {"opened_at": NOW + hours(number // 2), "assignee": ("anna", None)[number % 2]} for number in range(9)
    ]
    cases = opened(works, acme, *values)
    with works(EVERYONE) as work:
        annas = CaseFilter(assignee="anna")
        shown = walked(lambda page: work.cases.page(annas, page, reach=EVERYONE), limit=2)
    assert [item.case for item in shown] == cases[::-2]


def test_cases_are_found_by_any_of_their_customers_codes_and_within_reach(
    works: Works, acme: Customer, globex: Customer
) -> None:
    opened(works, acme, {}, {})
    alert = an_alert(globex)
    store_alerts(works, alert)
    store_case(works, a_case(alert, 7))
    assert found(works, CaseFilter(customer="acme-cloud")) == {1, 2}
    assert found(works, CaseFilter(customer="nobody")) == set()
    assert found(works, CaseFilter(customer="ACME"), Reach.only([globex.id])) == set()
    assert found(works, EVERY_CASE, Reach.only([globex.id])) == {7}
    assert found(works, EVERY_CASE, Reach.only([acme.id, globex.id])) == {1, 2, 7}
    assert found(works, EVERY_CASE, Reach.only([])) == set()


def test_a_case_alone_shows_the_alert_that_it_was_opened_from(works: Works, acme: Customer) -> None:
    alert = an_alert(acme, severity=Severity.HIGH, status=Status.IN_PROGRESS)
    case = a_case(alert)
    store_alerts(works, alert)
    store_case(works, case)
    with works(EVERYONE) as work:
        detail = work.cases.detail(case.id, reach=Reach.only([acme.id]))
    assert (detail.case, detail.customer_code, detail.alert_count) == (case, "ACME", 1)
    assert detail.alerts == (AlertReference(alert.id, alert.title, Severity.HIGH, Status.IN_PROGRESS, NOW),)
    assert (detail.assets, detail.observables, detail.comments) == ((), (), ())


def test_a_case_shows_what_its_alerts_show_each_once(works: Works, acme: Customer) -> None:
    first, second = an_alert(acme, last_seen=NOW + hours(1)), an_alert(acme, last_seen=NOW + hours(2))
    elsewhere = an_alert(acme)
    case = a_case(first)
    store_alerts(works, first, second, elsewhere)
    store_case(works, case, second)
    common, other = an_asset(acme, "common"), an_asset(acme, "other")
    shares = [
        a_share(first, common, last_seen=NOW + hours(1)),
        a_share(first, other, last_seen=NOW),
        a_share(second, common, first_seen=NOW - hours(9), last_seen=NOW - hours(9)),
    ]
    store_plan(works, IntakePlan(new_assets=[common, other], asset_shares=shares))
    store_asset(works, an_asset(acme, "elsewhere"), elsewhere)
    both, one = an_observable(acme, "198.51.100.1"), an_observable(acme, "198.51.100.0")
    store_observable(works, both, first, second)
    store_observable(works, one, second)
    store_observable(works, an_observable(acme, "198.51.100.9"), elsewhere)
    with works(EVERYONE) as work:
        detail = work.cases.detail(case.id, reach=EVERYONE)
    assert [reference.id for reference in detail.alerts] == [second.id, first.id]
    assert detail.alert_count == 2
    assert detail.assets == (common, other)
    assert detail.observables == (ShownObservable(one.id, one.observable), ShownObservable(both.id, both.observable))


def test_of_very_many_alerts_the_200_last_seen_are_shown_and_all_are_counted(works: Works, acme: Customer) -> None:
    closed = {0, 1, 50}
    alerts = [
        an_alert(
            acme,
            last_seen=NOW + hours(number),
            status=Status.CLOSED if number in closed else Status.OPEN,
            verdict=Verdict.TRUE_POSITIVE if number in closed else None,
        )
        for number in range(203)
    ]
    case = a_case(alerts[0])
    store_plan(works, IntakePlan(new_alerts=alerts))
    store_case(works, case, *alerts)
    with works(EVERYONE) as work:
        detail = work.cases.detail(case.id, reach=EVERYONE)
    assert [reference.id for reference in detail.alerts] == [alert.id for alert in alerts[:2:-1]]
    assert (detail.alert_count, detail.live_alert_count) == (203, 200)


def test_comments_are_those_on_the_case_itself_the_oldest_first(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    case, other_case = a_case(alert, 1), a_case(other, 2)
    comments = [a_comment(f"number {number}", at=NOW + hours(number // 2)) for number in range(203)]
    store_alerts(works, alert, other)
    store_case(works, case)
    store_case(works, other_case)
    with committed(works) as work:
        work.alerts.add_comment(alert, a_comment("on the alert", at=NOW + hours(999)))
        work.cases.add_comment(other_case, a_comment("on another case", at=NOW + hours(999)))
        for comment in comments[::-1]:
            work.cases.add_comment(case, comment)
    with works(EVERYONE) as work:
        detail = work.cases.detail(case.id, reach=EVERYONE)
    assert detail.comments == tuple(comments[3:])
    assert detail.comment_count == 203


def test_a_comment_is_found_by_its_identifier(works: Works, acme: Customer, globex: Customer) -> None:
    alert, on_case, on_alert = an_alert(acme), a_comment("Größer"), a_comment()
    case = a_case(alert)
    store_alerts(works, alert)
    store_case(works, case)
    with committed(works) as work:
        work.cases.add_comment(case, on_case)
        work.alerts.add_comment(alert, on_alert)
    with works(EVERYONE) as work:
        assert work.cases.get_comment(on_case.id, reach=Reach.only([acme.id])) == on_case
        for comment_id, reach in ((on_case.id, Reach.only([globex.id])), (on_alert.id, EVERYONE)):
            with pytest.raises(NotFoundError):
                work.cases.get_comment(comment_id, reach=reach)


def test_history_comes_the_latest_first_and_each_entry_once(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    cases = [a_case(alert, 1), a_case(other, 2)]
    entries = [a_history_entry(at=NOW + hours(number // 3), before={"tags": ["ä", number]}) for number in range(8)]
    store_alerts(works, alert, other)
    for case in cases:
        store_case(works, case)
    with committed(works) as work:
        for entry in entries:
            work.cases.add_history(cases[0], entry)
        work.cases.add_history(cases[1], a_history_entry())
    with works(EVERYONE) as work:
        read = walked(lambda page: work.cases.history(cases[0].id, page, reach=EVERYONE), limit=3)
    assert read == entries[::-1]


def test_a_case_out_of_reach_or_not_there_is_not_found(works: Works, acme: Customer, globex: Customer) -> None:
    (case,) = opened(works, acme, {})
    for case_id, reach in ((case.id, Reach.only([globex.id])), (CaseId(IDS.new()), EVERYONE)):
        with works(EVERYONE) as work:
            with pytest.raises(NotFoundError):
                work.cases.detail(case_id, reach=reach)
            with pytest.raises(NotFoundError):
                work.cases.history(case_id, PageRequest(), reach=reach)
