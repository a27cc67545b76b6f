"""A password that was hashed otherwise is hashed anew when its user signs in."""

from __future__ import annotations

from attrs import evolve, frozen

from socdomain.auth.session import Place
from socdomain.auth.session_starter import SessionStarter
from socdomain.auth.sign_in import SignIn
from socdomain.auth.user import User
from socdomain.memory import (
    CountingIds,
    FixedClock,
    MemoryPlatform,
    MemoryTokenSigner,
    UnsafePasswordHasher,
    UnsafeSecretMaker,
)
from socdomain.pages import PageRequest
from tests.builders import EVERYONE, NOW, a_role, a_user

OLD = "old:correct horse battery staple"


@frozen
class Stricter:
    """A hasher that also knows how hashes were made before."""

    _now: UnsafePasswordHasher

    def hash(self, password: str) -> str:
        return self._now.hash(password)

    def verify(self, password: str, password_hash: str | None) -> bool:
        if password_hash is not None and password_hash.startswith("old:"):
            return password_hash == f"old:{password}"
        return self._now.verify(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        return password_hash.startswith("old:")


def test_a_hash_of_before_is_replaced_and_no_session_ends() -> None:
    works, ids, clock = MemoryPlatform().works(), CountingIds(), FixedClock(NOW)
    user: User = a_user(password_hash=OLD)
    with works(EVERYONE) as work:
        work.roles.add(a_role())
        work.users.add(user)
        work.commit()
    starter = SessionStarter(ids, MemoryTokenSigner(), UnsafeSecretMaker())
    sign_in = SignIn(works, clock, ids, Stricter(UnsafePasswordHasher()), starter)
    for _ in range(2):
        sign_in.execute("anna", "correct horse battery staple", place=Place())
    with works.reading(EVERYONE) as work:
        after = work.users.get(user.id)
        assert after is not None
        assert after == evolve(user, password_hash=after.password_hash, version=2)
        assert after.password_hash.startswith("unsafe:")
        assert len(work.sessions.live(user.id, NOW, PageRequest()).items) == 2
