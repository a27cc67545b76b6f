"""What every ``AlertRepository`` tells those who follow the changes of alerts."""

from typing import Any

from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.intake import IntakePlan
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.views import ChangesPosition
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, a_case, a_comment, a_history_entry, an_alert
from tests.contracts.backends import Works, committed
from tests.contracts.lists import MOST_PAGES
from tests.contracts.stored import store_alerts, store_case, store_plan

BEGINNING = ChangesPosition(0)


def changed(
    works: Works, after: ChangesPosition = BEGINNING, reach: Reach = EVERYONE, limit: int = 200
) -> tuple[list[AlertId], ChangesPosition]:
    """Everything that changed after a position, read to the end, and where that is."""
    ids: list[AlertId] = []
    for _ in range(MOST_PAGES):
        with works(EVERYONE) as work:
            page = work.alerts.changes(after, limit, reach=reach)
        assert len(page.items) <= limit
        ids += [item.alert.id for item in page.items]
        after = page.position
        if not page.more:
            return ids, after
    raise AssertionError("the changes did not end")


def save(works: Works, alert: Alert, **fields: Any) -> Alert:
    after = evolve(alert, version=alert.version + 1, **fields)
    with committed(works) as work:
        work.alerts.save_all([after])
    return after


def test_at_first_nothing_has_changed(works: Works) -> None:
    with works(EVERYONE) as work:
        page = work.alerts.changes(BEGINNING, 10, reach=EVERYONE)
    assert (page.items, page.position, page.more) == ((), BEGINNING, False)


def test_alerts_come_in_the_order_of_their_last_change(works: Works, acme: Customer) -> None:
    first, second, third = an_alert(acme), an_alert(acme), an_alert(acme)
    for alert in (third, first, second):
        store_alerts(works, alert)
    assert changed(works)[0] == [third.id, first.id, second.id]
    save(works, third, assignee="anna")
    assert changed(works)[0] == [first.id, second.id, third.id]


def test_what_one_unit_of_work_changes_comes_by_identifier(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme) for _ in range(5)]
    store_alerts(works, *alerts[::-1])
    assert changed(works)[0] == [alert.id for alert in alerts]
    assert changed(works, limit=2)[0] == [alert.id for alert in alerts]


def test_an_item_shows_the_alert_as_it_is_now(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    saved = save(works, alert, assignee="anna", tags=("vip",))
    with works(EVERYONE) as work:
        (item,) = work.alerts.changes(BEGINNING, 10, reach=EVERYONE).items
    assert (item.alert, item.customer_code) == (saved, "ACME")


def test_reading_on_finds_only_what_changed_since(works: Works, acme: Customer) -> None:
    first, second = an_alert(acme), an_alert(acme)
    store_alerts(works, first, second)
    _, position = changed(works)
    assert changed(works, position) == ([], position)
    save(works, first, assignee="anna")
    assert changed(works, position)[0] == [first.id]


def test_a_page_can_end_within_one_commit(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme) for _ in range(5)]
    store_alerts(works, *alerts)
    with works(EVERYONE) as work:
        page = work.alerts.changes(BEGINNING, 2, reach=EVERYONE)
        assert page.more
        assert page.position.id == alerts[1].id
        rest = work.alerts.changes(page.position, 3, reach=EVERYONE)
    assert [item.alert.id for item in rest.items] == [alert.id for alert in alerts[2:]]
    assert not rest.more


def test_a_position_without_an_identifier_stands_behind_its_number(works: Works, acme: Customer) -> None:
    first, second = an_alert(acme), an_alert(acme)
    store_alerts(works, first)
    _, position = changed(works)
    store_alerts(works, second)
    assert position.sequence >= 1
    assert changed(works, ChangesPosition(position.sequence))[0] == [second.id]


def test_numbers_of_later_commits_are_greater(works: Works, acme: Customer) -> None:
    numbers = []
    for _ in range(3):
        store_alerts(works, an_alert(acme))
        numbers.append(changed(works)[1].sequence)
    assert numbers == sorted(set(numbers))


def test_what_intake_writes_is_a_change(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    _, position = changed(works)
    begun = an_alert(acme)
    store_plan(works, IntakePlan(new_alerts=[begun], changed_alerts=[JoinableAlert.of(evolve(alert, event_count=2))]))
    assert changed(works, position)[0] == [alert.id, begun.id]


def test_what_was_rolled_back_did_not_change(works: Works, acme: Customer) -> None:
    with works(EVERYONE) as work:
        work.alerts.add(an_alert(acme))
    assert changed(works)[0] == []


def test_remarks_history_and_links_are_no_change(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    store_alerts(works, alert, other)
    _, position = changed(works)
    with committed(works) as work:
        work.alerts.add_comment(alert, a_comment())
        work.alerts.add_history([(alert, a_history_entry())])
    store_case(works, a_case(alert), other)
    assert changed(works, position)[0] == []


def test_what_is_out_of_reach_does_not_show(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = [an_alert(acme) for _ in range(3)], [an_alert(globex) for _ in range(3)]
    for pair in zip(ours, theirs, strict=True):
        store_alerts(works, *pair)
    reach = Reach.only([acme.id])
    assert changed(works, reach=reach, limit=2)[0] == [alert.id for alert in ours]
    assert changed(works, reach=Reach.only([]))[0] == []
    assert changed(works, ChangesPosition(10_000, AlertId(IDS.new())))[0] == []
