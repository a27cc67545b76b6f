"""Work is given to those who may do it for the customer, and only their names are told."""

from __future__ import annotations

import pytest
from attrs import frozen

from socdomain.auth.colleagues import MOST_COLLEAGUES, colleague_named, list_colleagues
from socdomain.customers.customer import Customer
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError
from socdomain.memory import MemoryPlatform
from socdomain.memory.unit_of_work import MemoryUnitOfWork
from socdomain.principal import Principal, Reach, Scope
from tests.builders import EVERYONE, NOW, a_customer, a_principal, a_role, a_user, hours

WRITE = Scope.ALERTS_WRITE


@frozen
class Floor:
    """A platform of two customers, with people of all kinds."""

    platform: MemoryPlatform
    acme: Customer
    beta: Customer

    def reading(self) -> MemoryUnitOfWork:
        """A unit of work that has not begun."""
        return self.platform.works().reading(EVERYONE)

    def listed(self, *customers: Customer, by: Principal | None = None) -> tuple[str, ...]:
        """Whom alerts of these customers can be given to."""
        by = by or a_principal()
        return list_colleagues(self.reading(), [one.id for one in customers], WRITE, by=by)

    def named(self, login: str, *customers: Customer, by: Principal | None = None) -> str:
        """Whom a name stands for."""
        by = by or a_principal()
        return colleague_named(self.reading(), login, [one.id for one in customers], WRITE, by=by)


@pytest.fixture
def floor() -> Floor:
    """A platform."""
    made = Floor(MemoryPlatform(), a_customer("ACME"), a_customer("BETA"))
    acme, beta = frozenset({made.acme.id}), frozenset({made.beta.id})
    with made.platform.works()(EVERYONE) as work:
        work.roles.add(a_role("admin"))
        work.roles.add(a_role("reader", scopes=frozenset({Scope.ALERTS_READ})))
        for customer in (made.acme, made.beta):
            work.customers.add(customer)
        for user in (
            a_user("every"),
            a_user("Anna", customers=acme),
            a_user("bea", customers=beta),
            a_user("both", customers=acme | beta),
            a_user("rita", customers=acme, role="reader"),
            a_user("gone", disabled_at=NOW),
            a_user("scheduler", is_system=True),
        ):
            work.users.add(user)
        work.commit()
    return made


def test_those_are_listed_who_see_every_one_of_the_customers_and_may_do_the_work(floor: Floor) -> None:
    assert floor.listed(floor.acme) == ("Anna", "both", "every")
    assert floor.listed(floor.beta) == ("bea", "both", "every")
    assert floor.listed(floor.acme, floor.beta) == ("both", "every")
    assert floor.listed() == ()


@pytest.mark.parametrize("login", ["anna", " ANNA ", "both", "every"])
def test_each_of_them_can_be_named_in_any_case(floor: Floor, login: str) -> None:
    assert floor.named(login, floor.acme).casefold() == login.strip().casefold()


@pytest.mark.parametrize("login", ["bea", "rita", "gone", "scheduler", "nobody", ""])
def test_who_may_not_do_the_work_looks_like_nobody(floor: Floor, login: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        floor.named(login, floor.acme)
    assert (refused.value.field, refused.value.reason) == (
        "assignee",
        "must be the login name of somebody who may work on it",
    )


def test_nobody_learns_who_works_for_a_customer_out_of_reach_or_without_the_scope(floor: Floor) -> None:
    of_acme = a_principal(reach=Reach.only([floor.acme.id]))
    assert floor.listed(floor.acme, by=of_acme) == ("Anna", "both", "every")
    reader = a_principal(scopes=frozenset({Scope.ALERTS_READ, Scope.CASES_WRITE}))
    for ask in (lambda by: floor.listed(floor.beta, by=by), lambda by: floor.named("bea", floor.beta, by=by)):
        with pytest.raises(NotFoundError):
            ask(of_acme)
        with pytest.raises(NotAllowedError):
            ask(reader)


def test_a_long_list_is_cut_and_whoever_is_not_on_it_can_be_named(floor: Floor) -> None:
    with floor.platform.works()(EVERYONE) as work:
        for number in range(1, 451):
            role = "reader" if number > 220 else "admin"
            work.users.add(a_user(f"user-{number}", role=role, created_at=NOW + hours(number)))
        work.commit()
    listed = floor.listed(floor.acme)
    assert len(listed) == MOST_COLLEAGUES
    assert floor.named("anna", floor.acme) == "Anna"
