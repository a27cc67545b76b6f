"""What every ``CustomerRepository`` does."""

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import CodeTakenError, NotFoundError, StaleVersionError
from socdomain.ids import CustomerId
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW, a_customer, hours
from tests.contracts.backends import Works, committed
from tests.contracts.lists import FIRST, walked


def test_a_customer_comes_back_as_it_was_added(works: Works) -> None:
    customer = a_customer("Initech", name="Initech Größe GmbH", further_codes=("tenant-9", "Tenant-7", "tenant-8"))
    with committed(works) as work:
        work.customers.add(customer)
    with works(EVERYONE) as work:
        assert work.customers.by_code("Initech", reach=EVERYONE) == customer


@pytest.mark.parametrize("code", ["ACME", "acme", " AcMe ", "acme-cloud", "ACME-CLOUD"])
def test_a_customer_is_found_by_any_of_its_codes_in_any_case(works: Works, acme: Customer, code: str) -> None:
    with works(EVERYONE) as work:
        assert work.customers.by_code(code, reach=EVERYONE) == acme


def test_a_code_that_nobody_has_is_not_found(works: Works, acme: Customer) -> None:
    with works(EVERYONE) as work, pytest.raises(NotFoundError):
        work.customers.by_code("acm", reach=EVERYONE)


def test_a_customer_out_of_reach_does_not_exist(works: Works, acme: Customer, globex: Customer) -> None:
    reach = Reach.only([globex.id])
    with works(EVERYONE) as work:
        with pytest.raises(NotFoundError):
            work.customers.by_code("ACME", reach=reach)
        assert work.customers.by_ids([acme.id, globex.id], reach=reach) == {globex.id: globex}
        assert work.customers.codes([acme.id, globex.id], reach=reach) == {globex.id: globex.code}
        assert work.customers.page(FIRST, reach=reach).items == (globex,)
        assert work.customers.page(FIRST, reach=Reach.only([])).items == ()
    with works(EVERYONE) as work, pytest.raises(NotFoundError):
        work.customers.save(evolve(acme, name="Taken over", version=2), expected_version=1, reach=reach)


def test_identifiers_that_nobody_has_are_left_out(works: Works, acme: Customer) -> None:
    with works(EVERYONE) as work:
        assert work.customers.by_ids([acme.id, CustomerId(IDS.new())], reach=EVERYONE) == {acme.id: acme}
        assert work.customers.by_ids([], reach=EVERYONE) == {}
        assert work.customers.codes([acme.id, CustomerId(IDS.new())], reach=EVERYONE) == {acme.id: acme.code}


def test_the_list_shows_the_latest_first_and_each_customer_once(works: Works) -> None:
    customers = [a_customer(f"C{number}", created_at=NOW + hours(number // 2)) for number in range(7)]
    with committed(works) as work:
        for customer in customers:
            work.customers.add(customer)
    with works(EVERYONE) as work:
        shown = walked(lambda page: work.customers.page(page, reach=EVERYONE), limit=2)
    assert shown == customers[::-1]


def test_a_page_is_counted_in_customers_however_many_codes_they_have(works: Works) -> None:
    customers = [a_customer(f"C{number}", further_codes=(f"x{number}", f"y{number}")) for number in range(3)]
    with committed(works) as work:
        for customer in customers:
            work.customers.add(customer)
    with works(EVERYONE) as work:
        assert walked(lambda page: work.customers.page(page, reach=EVERYONE), limit=2) == customers[::-1]


def test_owners_of_codes_are_told_whatever_the_reach(works: Works, acme: Customer, globex: Customer) -> None:
    with works(EVERYONE) as work:
        owners = work.customers.owners({"acme", "acme-cloud", "globex", "nobody"})
        assert work.customers.owners(set()) == {}
    assert owners == {"acme": acme.id, "acme-cloud": acme.id, "globex": globex.id}


@pytest.mark.parametrize("code", ["Acme", "ACME-Cloud"])
def test_a_code_of_another_customer_is_taken(works: Works, acme: Customer, code: str) -> None:
    with works(EVERYONE) as work, pytest.raises(CodeTakenError) as taken:
        work.customers.add(a_customer(code))
    assert taken.value.code == code


def test_a_further_code_of_another_customer_is_taken(works: Works, acme: Customer) -> None:
    with works(EVERYONE) as work, pytest.raises(CodeTakenError) as taken:
        work.customers.add(a_customer("Hooli", further_codes=("hooli-2", "Acme-Cloud")))
    assert taken.value.code == "Acme-Cloud"


def test_a_change_replaces_name_codes_and_version(works: Works, acme: Customer) -> None:
    changed = evolve(acme, name="Acme Holding", further_codes=("acme-onprem", "acme-cloud"), version=2)
    with committed(works) as work:
        work.customers.save(changed, expected_version=1, reach=Reach.only([acme.id]))
    with works(EVERYONE) as work:
        assert work.customers.by_code("acme-onprem", reach=EVERYONE) == changed


def test_a_code_that_a_customer_gave_up_is_free(works: Works, acme: Customer, globex: Customer) -> None:
    with committed(works) as work:
        for changed in (evolve(acme, further_codes=(), version=2), evolve(globex, further_codes=("acme-cloud",))):
            work.customers.save(changed, expected_version=1, reach=EVERYONE)
    with works(EVERYONE) as work:
        assert work.customers.owners({"acme-cloud"}) == {"acme-cloud": globex.id}


def test_a_change_of_an_older_version_is_refused_with_the_present_one(works: Works, acme: Customer) -> None:
    first = evolve(acme, name="First", version=2)
    with committed(works) as work:
        work.customers.save(first, expected_version=1, reach=EVERYONE)
    with works(EVERYONE) as work, pytest.raises(StaleVersionError) as stale:
        work.customers.save(evolve(acme, name="Second", version=2), expected_version=1, reach=EVERYONE)
    assert stale.value.present == first


def test_a_change_to_a_code_of_another_is_refused(works: Works, acme: Customer, globex: Customer) -> None:
    changed = evolve(globex, further_codes=("ACME",), version=2)
    with works(EVERYONE) as work, pytest.raises(CodeTakenError):
        work.customers.save(changed, expected_version=1, reach=EVERYONE)
    with works(EVERYONE) as work:
        assert work.customers.by_code("globex", reach=EVERYONE) == globex
