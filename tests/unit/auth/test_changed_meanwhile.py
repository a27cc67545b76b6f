"""A user who is changed by somebody else while a password takes its time is left as that one has made them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve, frozen

from socdomain.auth.change_password import ChangePassword
from socdomain.auth.saved_user import save_user
from socdomain.auth.user import User
from socdomain.errors import ConcurrentChangeError
from socdomain.memory import (
    CountingIds,
    FixedClock,
    MemoryPlatform,
    UnsafePasswordHasher,
    UnsafePasswordRating,
)
from tests.builders import EVERYONE, NOW, a_role, a_user

PASSWORD, NEXT = "correct horse battery staple", "an entirely different thought 7"


@frozen
class Desk:
    """A store with a user, and somebody who changes their address at any moment."""

    platform: MemoryPlatform
    user: User

    def change(self) -> None:
        with self.platform.works()(EVERYONE) as work:
            present = work.users.get(self.user.id)
            assert present is not None
            after = evolve(present, email="a@example.com", version=present.version + 1)
            work.users.save(after, expected_version=present.version)
            work.commit()

    def now(self) -> User | None:
        with self.platform.works().reading(EVERYONE) as work:
            return work.users.get(self.user.id)


@frozen
class Interrupted:
    """A hasher during whose work something happens."""

    happens: Callable[[], None]
    hasher: UnsafePasswordHasher

    def hash(self, password: str) -> str:
        self.happens()
        return self.hasher.hash(password)

    def verify(self, password: str, password_hash: str | None) -> bool:
        return self.hasher.verify(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        return self.hasher.is_outdated(password_hash)


@pytest.fixture
def desk() -> Desk:
    platform = MemoryPlatform()
    user = a_user(password_hash=UnsafePasswordHasher().hash(PASSWORD))
    with platform.works()(EVERYONE) as work:
        work.roles.add(a_role())
        work.users.add(user)
        work.commit()
    return Desk(platform, user)


def test_a_password_that_is_changed_meanwhile_can_be_changed_again(desk: Desk) -> None:
    works, clock = desk.platform.works(), FixedClock(NOW)
    hasher = Interrupted(desk.change, UnsafePasswordHasher())
    change = ChangePassword(works, clock, CountingIds(), hasher, UnsafePasswordRating())
    with pytest.raises(ConcurrentChangeError):
        change.execute(PASSWORD, NEXT, by=desk.user.as_principal(a_role()))
    assert desk.now() == evolve(desk.user, email="a@example.com", version=2)


def test_a_user_is_not_saved_over_what_somebody_else_has_changed(desk: Desk) -> None:
    desk.change()
    after = desk.user.with_password("another hash", must_change=True)
    with desk.platform.works()(EVERYONE) as work, pytest.raises(ConcurrentChangeError):
        save_user(work, after, read=desk.user)
