"""What every ``UserRepository`` does."""

import pytest

from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError
from socdomain.ids import PrincipalId
from socdomain.principal import Scope
from tests.builders import EVERYONE, IDS, a_user
from tests.contracts.backends import Works, committed


def test_there_is_no_user_at_first(works: Works) -> None:
    with works(EVERYONE) as work:
        assert not work.users.exist()
        assert work.users.by_login("anna") is None
        assert work.users.get(PrincipalId(IDS.new())) is None


def test_a_user_comes_back_as_it_was_added(works: Works, acme: Customer, globex: Customer) -> None:
    user = a_user(
        "Änne",
        password_hash="$argon2id$v=19$...",
        scopes={Scope.ALERTS_READ, Scope.CASES_READ},
        customers=frozenset({acme.id, globex.id}),
        is_disabled=True,
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
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.users.add(a_user("ANNA"))
