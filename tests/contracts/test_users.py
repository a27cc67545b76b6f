"""What every ``UserRepository`` does."""

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import NameTakenError, NotFoundError, StaleVersionError
from socdomain.ids import PrincipalId
from tests.builders import EVERYONE, IDS, NOW, a_role, a_user, hours
from tests.contracts.backends import Works, committed
from tests.contracts.lists import walked


@pytest.fixture(autouse=True)
def _roles(works: Works) -> None:
    with committed(works) as work:
        work.roles.add(a_role("admin"))
        work.roles.add(a_role("analyst"))


def test_there_is_no_user_at_first(works: Works) -> None:
    with works(EVERYONE) as work:
        assert not work.users.exist()
        assert work.users.by_login("anna") is None
        assert work.users.get(PrincipalId(IDS.new())) is None


def test_a_user_comes_back_as_it_was_added(works: Works, acme: Customer, globex: Customer) -> None:
    user = a_user(
        "Änne",
        password_hash="$argon2id$v=19$...",
        email="Änne@example.com",
        customers=frozenset({acme.id, globex.id}),
        must_change_password=True,
        disabled_at=NOW,
        epoch=3,
        version=5,
    )
    with committed(works) as work:
        work.users.add(user)
    with works(EVERYONE) as work:
        assert work.users.get(user.id) == user
        assert work.users.exist()


def test_seeing_everyone_and_seeing_nobody_are_kept_apart(works: Works) -> None:
    everyone, nobody = a_user("anna", customers=None), a_user("ben", customers=frozenset())
    with committed(works) as work:
        work.users.add(everyone)
        work.users.add(nobody)
    with works(EVERYONE) as work:
        assert work.users.get(everyone.id) == everyone
        assert work.users.get(nobody.id) == nobody


@pytest.mark.parametrize("login", ["Änne", "änne", "ÄNNE"])
def test_a_user_signs_in_in_any_case(works: Works, login: str) -> None:
    user = a_user("Änne")
    with committed(works) as work:
        work.users.add(user)
    with works(EVERYONE) as work:
        assert work.users.by_login(login) == user


def test_a_login_name_is_taken_in_any_case(works: Works) -> None:
    with committed(works) as work:
        work.users.add(a_user("anna"))
    with pytest.raises(NameTakenError) as taken, committed(works) as work:
        work.users.add(a_user("ANNA"))
    assert taken.value.field == "login"


def test_an_address_is_taken_in_any_case(works: Works) -> None:
    with committed(works) as work:
        work.users.add(a_user("anna", email="a@example.com"))
        work.users.add(ben := a_user("ben"))
        work.users.add(a_user("carl"))
    with pytest.raises(NameTakenError) as taken, committed(works) as work:
        work.users.save(evolve(ben, email="A@EXAMPLE.com", version=2), expected_version=1)
    assert taken.value.field == "email"


def test_a_user_is_replaced_at_the_expected_version_only(works: Works) -> None:
    user = a_user("anna")
    after = evolve(user, role="analyst", epoch=2, version=2)
    with committed(works) as work:
        work.users.add(user)
        work.users.save(after, expected_version=1)
    with works(EVERYONE) as work:
        assert work.users.get(user.id) == after
        with pytest.raises(StaleVersionError) as stale:
            work.users.save(user, expected_version=1)
        assert stale.value.present == after
    with pytest.raises(NotFoundError), works(EVERYONE) as work:
        work.users.save(a_user("ben"), expected_version=1)


def test_users_are_listed_the_latest_first(works: Works) -> None:
    users = [a_user(f"user-{number}", created_at=NOW + hours(number)) for number in range(5)]
    with committed(works) as work:
        for user in users:
            work.users.add(user)
    with works(EVERYONE) as work:
        assert walked(work.users.page, limit=2) == list(reversed(users))


def test_only_who_can_put_everything_right_is_an_administrator(works: Works, acme: Customer) -> None:
    users = [
        good := a_user("good"),
        a_user("of one customer", customers=frozenset({acme.id})),
        a_user("disabled", disabled_at=NOW),
        a_user("system", is_system=True),
        a_user("analyst", role="analyst"),
    ]
    with committed(works) as work:
        for user in users:
            work.users.add(user)
    with works(EVERYONE) as work:
        assert work.users.administrators_for_change() == (good,)


def test_a_part_of_the_platform_is_nobody_who_can_sign_in(works: Works) -> None:
    with committed(works) as work:
        work.users.add(a_user("scheduler", is_system=True))
    with works(EVERYONE) as work:
        assert not work.users.exist()
