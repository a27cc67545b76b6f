"""What every ``ViewRepository`` does."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from socdomain.auth.user import User
from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError, StaleVersionError
from socdomain.ids import CustomerId, PrincipalId, ViewId
from socdomain.principal import Reach
from socdomain.views.view import View
from tests.builders import EVERYONE, IDS, a_user, a_view
from tests.contracts.backends import Works, committed


def a_shared_view(user: User, customer: Customer | None = None, **fields: Any) -> View:
    """A view that is shared with a customer's people, or with those who see everyone."""
    return a_view(user, is_shared=True, customer_id=customer.id if customer else None, **fields)


def add(works: Works, *views: View) -> None:
    with committed(works) as work:
        for view in views:
            work.views.lock(view)
            work.views.add(view)


def seen(works: Works, view: View, user: User, reach: Reach = EVERYONE) -> View:
    with works.reading(reach) as work:
        return work.views.get(view.id, owner_id=user.id, reach=reach)


@pytest.fixture
def bert(works: Works, anna: User) -> User:
    """Another stored user, of the role that there is."""
    user = a_user("bert")
    with committed(works) as work:
        work.users.add(user)
    return user


def test_a_view_comes_back_as_it_was_added(works: Works, anna: User, acme: Customer) -> None:
    views = (
        a_view(anna, name="ä" * 80, query="text=%C3%A4+b"),
        a_shared_view(anna, acme, query=""),
        a_shared_view(anna, version=7),
    )
    add(works, *views)
    for view in views:
        assert seen(works, view, anna) == view
    with works.reading(EVERYONE) as work, pytest.raises(NotFoundError):
        work.views.get(ViewId(IDS.new()), owner_id=anna.id, reach=EVERYONE)


def test_ones_own_is_seen_by_nobody_else_whomever_they_see(works: Works, anna: User, bert: User) -> None:
    mine, theirs = a_view(anna, name="Mine"), a_view(bert, name="mine")
    add(works, mine, theirs)
    with pytest.raises(NotFoundError):
        seen(works, mine, bert)
    nobody = Reach.nothing()
    assert seen(works, mine, anna, nobody) == mine
    with works.reading(nobody) as work:
        assert work.views.own(anna.id) == (mine,)
        assert work.views.own(bert.id) == (theirs,)
        assert work.views.own(PrincipalId(IDS.new())) == ()
        assert work.views.shared(reach=nobody) == ()


def test_a_shared_view_is_seen_by_who_sees_its_customer(
    works: Works, anna: User, acme: Customer, globex: Customer
) -> None:
    ours, theirs, everyones = a_shared_view(anna, acme), a_shared_view(anna, globex), a_shared_view(anna)
    add(works, ours, theirs, everyones)
    reach = Reach.only([acme.id])
    assert seen(works, ours, anna, reach) == ours
    for hidden in (theirs, everyones):
        with pytest.raises(NotFoundError):
            seen(works, hidden, anna, reach)
    with works.reading(reach) as work:
        assert work.views.shared(reach=reach) == (ours,)
    with works.reading(EVERYONE) as work:
        assert set(work.views.shared(reach=EVERYONE)) == {ours, theirs, everyones}
        assert work.views.shared_with(acme.id) == (ours,)
        assert work.views.shared_with(None) == (everyones,)
        assert work.views.own(anna.id) == ()


def test_a_name_is_one_views_among_those_that_it_stands_with(
    works: Works, anna: User, bert: User, acme: Customer, globex: Customer
) -> None:
    beside = (a_view(bert), a_shared_view(bert, acme), a_shared_view(bert, globex), a_shared_view(bert))
    add(works, a_view(anna), *beside)
    for taken in (
        a_view(anna, name="HIGH AND OPEN"),
        a_shared_view(anna, acme, name="high and open"),
        a_shared_view(anna, name="High and OPEN"),
    ):
        with pytest.raises(ConcurrentChangeError):
            add(works, taken)
    other = a_shared_view(anna, acme, name="Others")
    add(works, other)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.views.save(evolve(other, name="high and OPEN", version=2), expected_version=1)
    with pytest.raises(ConcurrentChangeError):
        add(works, evolve(other, name="Another name of the same"))


def test_saving_replaces_name_and_query_and_nothing_else(
    works: Works, anna: User, bert: User, acme: Customer, globex: Customer
) -> None:
    for view in (a_view(anna), a_shared_view(anna, acme)):
        add(works, view)
        changed = evolve(view, name="Low", query="severity=Low", version=2)
        said = evolve(changed, owner_id=bert.id, owner_name="bert", customer_id=globex.id if view.is_shared else None)
        with committed(works) as work:
            work.views.save(said, expected_version=1)
        assert seen(works, view, anna) == changed
        with pytest.raises(StaleVersionError) as stale, committed(works) as work:
            work.views.save(evolve(view, version=2), expected_version=1)
        assert stale.value.present == changed
        with pytest.raises(NotFoundError), committed(works) as work:
            work.views.save(evolve(view, id=ViewId(IDS.new())), expected_version=1)


def test_a_removed_view_is_gone_and_its_name_free(works: Works, anna: User, acme: Customer) -> None:
    for view in (a_view(anna), a_shared_view(anna, acme), a_shared_view(anna)):
        add(works, view)
        for _ in range(2):
            with committed(works) as work:
                work.views.remove(view)
        with pytest.raises(NotFoundError):
            seen(works, view, anna)
        add(works, evolve(view, id=ViewId(IDS.new())))


def test_a_view_is_some_users_or_shared_with_a_customers_people(works: Works, anna: User) -> None:
    stranger = a_user("nobody")
    for view in (a_view(stranger), a_view(anna, is_shared=True, customer_id=CustomerId(IDS.new()))):
        with pytest.raises(OtherCustomerError):
            add(works, view)
