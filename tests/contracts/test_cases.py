"""What every ``CaseRepository`` does with cases and their alerts."""

from typing import Any

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.ids import CaseId
from socdomain.incidents.case import Case
from socdomain.incidents.status import Status
from socdomain.principal import Reach
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, IDS, NOW, a_case, an_alert, hours
from tests.contracts.backends import Works, committed
from tests.contracts.stored import store_alerts, store_case

CLOSED: dict[str, Any] = {"status": Status.CLOSED, "closed_at": NOW + hours(1)}


def case_in(works: Works, case_id: CaseId) -> Case:
    with works(EVERYONE) as work:
        found = work.cases.for_change(case_id, reach=EVERYONE)
    with works.reading(EVERYONE) as work:
        assert work.cases.get(case_id, reach=EVERYONE) == found
    return found


def test_a_case_comes_back_as_it_was_added(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    case = a_case(
        alert,
        7,
        name="Größerer Vorfall \U0001f6a8",
        description="Two\nlines",
        severity=Severity.CRITICAL,
        opened_by="Änne",
        changed_at=NOW + hours(2),
        assignee="ben",
        version=3,
        **CLOSED,
    )
    store_alerts(works, alert)
    store_case(works, case)
    assert case_in(works, case.id) == case


def test_an_open_case_without_an_assignee_comes_back_without_one(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    case = a_case(alert, description="")
    store_alerts(works, alert)
    store_case(works, case)
    assert case_in(works, case.id) == case


def test_each_customer_counts_its_own_cases(works: Works, acme: Customer, globex: Customer) -> None:
    with committed(works) as work:
        assert [work.cases.next_number(acme.id), work.cases.next_number(acme.id)] == [1, 2]
        assert work.cases.next_number(globex.id) == 1
    with committed(works) as work:
        assert work.cases.next_number(acme.id) == 3


def test_a_number_of_work_that_was_rolled_back_is_used_again(works: Works, acme: Customer) -> None:
    with works(EVERYONE) as work:
        work.cases.next_number(acme.id)
    with works(EVERYONE) as work:
        assert work.cases.next_number(acme.id) == 1


def test_a_change_of_a_customer_does_not_disturb_its_numbers(works: Works, acme: Customer) -> None:
    with committed(works) as work:
        work.cases.next_number(acme.id)
        work.customers.save(evolve(acme, name="Acme Holding", version=2), expected_version=1, reach=EVERYONE)
    with works(EVERYONE) as work:
        assert work.cases.next_number(acme.id) == 2


def test_a_number_is_one_case_of_a_customer(works: Works, acme: Customer, globex: Customer) -> None:
    alerts = [an_alert(acme), an_alert(acme), an_alert(globex)]
    store_alerts(works, *alerts)
    store_case(works, a_case(alerts[0], 1))
    store_case(works, a_case(alerts[2], 1))
    with pytest.raises(ConcurrentChangeError):
        store_case(works, a_case(alerts[1], 1))


def test_a_new_case_has_the_alert_that_it_was_opened_from(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    case = a_case(alert)
    store_alerts(works, alert)
    store_case(works, case)
    with works(EVERYONE) as work:
        assert work.cases.alert_ids(case.id, reach=EVERYONE) == (alert.id,)


def test_the_open_case_of_an_alert_is_found(works: Works, acme: Customer, globex: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    store_alerts(works, alert, other)
    store_case(works, a_case(alert, 1, **CLOSED))
    with works(EVERYONE) as work:
        assert work.cases.open_from(alert.id, reach=EVERYONE) is None
    case = a_case(alert, 2, status=Status.IN_PROGRESS)
    store_case(works, case, other)
    with works(EVERYONE) as work:
        assert work.cases.open_from(alert.id, reach=Reach.only([acme.id])) == case
        assert work.cases.open_from(alert.id, reach=Reach.only([globex.id])) is None
        assert work.cases.open_from(other.id, reach=EVERYONE) is None


def test_a_second_open_case_from_the_same_alert_is_refused(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    store_alerts(works, alert)
    store_case(works, a_case(alert, 1))
    with pytest.raises(ConcurrentChangeError):
        store_case(works, a_case(alert, 2))


def test_a_case_cannot_be_opened_from_another_customers_alert(works: Works, acme: Customer, globex: Customer) -> None:
    theirs = an_alert(globex)
    store_alerts(works, theirs)
    with pytest.raises(OtherCustomerError):
        store_case(works, a_case(theirs, customer_id=acme.id))


def test_a_change_replaces_a_case_but_not_where_it_came_from(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    case = a_case(alert)
    store_alerts(works, alert, other)
    store_case(works, case)
    changes: dict[str, Any] = CLOSED | {
        "name": "Renamed",
        "description": "More",
        "severity": Severity.LOW,
        "assignee": "ben",
        "changed_at": NOW + hours(1),
        "version": 2,
    }
    fixed: dict[str, Any] = {
        "number": 9,
        "from_alert_id": other.id,
        "opened_at": NOW + hours(9),
        "opened_by": "somebody else",
    }
    with committed(works) as work:
        work.cases.save(evolve(case, **changes, **fixed))
    assert case_in(works, case.id) == evolve(case, **changes)


@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_change_of_another_version_is_refused(works: Works, acme: Customer, version: int) -> None:
    alert = an_alert(acme)
    case = a_case(alert, version=2)
    store_alerts(works, alert)
    store_case(works, case)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.cases.save(evolve(case, name="Renamed", version=version))
    assert case_in(works, case.id) == case


def test_a_case_that_is_not_there_cannot_be_changed(works: Works, acme: Customer) -> None:
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.cases.save(a_case(an_alert(acme), version=2))


def test_a_closed_case_cannot_be_taken_up_while_another_is_open(works: Works, acme: Customer) -> None:
    alert = an_alert(acme)
    closed = a_case(alert, 1, **CLOSED)
    store_alerts(works, alert)
    store_case(works, closed)
    store_case(works, a_case(alert, 2))
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.cases.save(evolve(closed, status=Status.IN_PROGRESS, closed_at=None, version=2))


def test_linking_tells_what_was_not_linked_before(works: Works, acme: Customer) -> None:
    alerts = [an_alert(acme) for _ in range(4)]
    case = a_case(alerts[0])
    store_alerts(works, *alerts)
    store_case(works, case, alerts[1])
    with committed(works) as work:
        linked = work.cases.link(case, alerts[::-1], at=NOW, by="anna")
        assert work.cases.link(case, alerts, at=NOW, by="anna") == frozenset()
        assert work.cases.link(case, [], at=NOW, by="anna") == frozenset()
    assert linked == {alerts[2].id, alerts[3].id}
    with works(EVERYONE) as work:
        assert work.cases.alert_ids(case.id, reach=EVERYONE) == tuple(alert.id for alert in alerts)


def test_another_customers_alert_cannot_be_linked(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs = an_alert(acme), an_alert(globex)
    case = a_case(ours)
    store_alerts(works, ours, theirs)
    store_case(works, case)
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.cases.link(case, [theirs], at=NOW, by="anna")
    with works(EVERYONE) as work:
        assert work.cases.alert_ids(case.id, reach=EVERYONE) == (ours.id,)


def test_an_alert_can_belong_to_several_cases(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    cases = [a_case(alert, 1), a_case(other, 2)]
    store_alerts(works, alert, other)
    store_case(works, cases[0])
    store_case(works, cases[1], alert)
    with works(EVERYONE) as work:
        assert [work.cases.alert_ids(case.id, reach=EVERYONE) for case in cases] == [
            (alert.id,),
            (alert.id, other.id),
        ]


def test_unlinking_tells_whether_it_was_linked(works: Works, acme: Customer) -> None:
    alert, other = an_alert(acme), an_alert(acme)
    case = a_case(alert)
    store_alerts(works, alert, other)
    store_case(works, case, other)
    with committed(works) as work:
        assert work.cases.unlink(case, alert.id)
        assert not work.cases.unlink(case, alert.id)
    with works(EVERYONE) as work:
        assert work.cases.alert_ids(case.id, reach=EVERYONE) == (other.id,)


def test_a_case_out_of_reach_does_not_exist(works: Works, acme: Customer, globex: Customer) -> None:
    alert = an_alert(acme)
    case = a_case(alert)
    store_alerts(works, alert)
    store_case(works, case)
    for case_id, reach in ((case.id, Reach.only([globex.id])), (CaseId(IDS.new()), EVERYONE)):
        with works(EVERYONE) as work:
            assert work.cases.alert_ids(case_id, reach=reach) == ()
            for ask in (work.cases.get, work.cases.for_change):
                with pytest.raises(NotFoundError):
                    ask(case_id, reach=reach)
