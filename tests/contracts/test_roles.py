"""What every ``RoleRepository`` does."""

import pytest
from attrs import evolve

from socdomain.auth.builtin_roles import BUILTIN_ROLES
from socdomain.auth.role import Role
from socdomain.errors import ConcurrentChangeError, NotFoundError, StaleVersionError
from socdomain.principal import Scope
from tests.builders import EVERYONE
from tests.contracts.backends import Works, committed

NIGHT = Role("night_shift", "Night shift", frozenset({Scope.ALERTS_READ, Scope.ALERTS_WRITE}), version=3)


@pytest.mark.parametrize(
    "role", [NIGHT, Role("nobody", "", frozenset()), *BUILTIN_ROLES.values()], ids=lambda r: r.name
)
def test_a_role_comes_back_as_it_was_added(works: Works, role: Role) -> None:
    with committed(works) as work:
        work.roles.add(role)
    with works(EVERYONE) as work:
        assert work.roles.get(role.name) == role


def test_a_name_that_no_role_has_is_not_found(works: Works) -> None:
    with works(EVERYONE) as work, pytest.raises(NotFoundError):
        work.roles.get("night_shift")


def test_all_roles_are_in_the_order_of_their_characters(works: Works) -> None:
    names = ["a-z", "a0", "a_z", "ab", "b"]
    with committed(works) as work:
        for name in reversed(names):
            work.roles.add(evolve(NIGHT, name=name))
    with works(EVERYONE) as work:
        assert [role.name for role in work.roles.all()] == names


def test_a_name_is_added_once(works: Works) -> None:
    with committed(works) as work:
        work.roles.add(NIGHT)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.roles.add(evolve(NIGHT, title="Another"))


def test_a_change_replaces_the_role(works: Works) -> None:
    changed = Role(NIGHT.name, "Late shift", frozenset({Scope.CASES_READ}), version=4)
    with committed(works) as work:
        work.roles.add(NIGHT)
    with committed(works) as work:
        work.roles.replace(changed, expected_version=3)
    with works(EVERYONE) as work:
        assert work.roles.get(NIGHT.name) == changed


def test_a_change_of_an_older_version_is_refused_with_the_present_one(works: Works) -> None:
    with committed(works) as work:
        work.roles.add(NIGHT)
    with works(EVERYONE) as work, pytest.raises(StaleVersionError) as stale:
        work.roles.replace(evolve(NIGHT, title="Another"), expected_version=2)
    assert stale.value.present == NIGHT


def test_a_role_that_is_not_there_cannot_be_changed(works: Works) -> None:
    with works(EVERYONE) as work, pytest.raises(NotFoundError):
        work.roles.replace(NIGHT, expected_version=3)
