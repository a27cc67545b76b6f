"""Whoever tries to sign in learns nothing from how long it takes: the same is done for everybody who may not."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from attrs import evolve, field, frozen

from adapters.secrets import argon2_hasher
from adapters.secrets.argon2_hasher import Argon2Hasher
from socdomain.auth.session import Place
from socdomain.errors import NotSignedInError
from socdomain.ids import PrincipalId
from socdomain.memory import UnsafePasswordHasher
from tests.api.driving import NOW, PASSWORD, Api, memory_api
from tests.builders import EVERYONE

HASH, CHECK = "hash", "check"


@frozen
class CountingHasher:
    """Counts what another hasher is asked to do."""

    hasher: UnsafePasswordHasher = field(factory=UnsafePasswordHasher)
    asked: list[tuple[str, int]] = field(factory=list)

    def hash(self, password: str) -> str:
        self.asked.append((HASH, len(password)))
        return self.hasher.hash(password)

    def verify(self, password: str, password_hash: str | None) -> bool:
        self.asked.append((CHECK, len(password)))
        return self.hasher.verify(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        return self.hasher.is_outdated(password_hash)


@frozen
class Desk:
    """An application whose hasher counts."""

    api: Api
    hasher: CountingHasher

    def refused(self, login: str, password: str) -> list[tuple[str, int]]:
        """Fails to sign in, and returns what the hasher was asked for."""
        self.hasher.asked.clear()
        with pytest.raises(NotSignedInError):
            self.api.container.sign_in.execute(login, password, place=Place("192.0.2.1", "test"))
        return list(self.hasher.asked)


@pytest.fixture
def desk() -> Desk:
    """With a user who may sign in, and some who may not."""
    hasher = CountingHasher()
    api = memory_api()
    made = evolve(api, container=evolve(api.container, hasher=hasher))
    made.user("carl")
    others: dict[str, dict[str, Any]] = {"gone": {"disabled_at": NOW}, "robot": {"is_system": True}, "empty": {}}
    for login, fields in others.items():
        with made.container.work(EVERYONE) as work:
            carl = work.users.by_login("carl")
            assert carl is not None
            user = evolve(carl, id=PrincipalId(made.container.ids.new()), login=login, **fields)
            work.users.add(evolve(user, password_hash="") if login == "empty" else user)
            work.commit()
    return Desk(made, hasher)


@pytest.mark.parametrize("login", ["carl", "nobody", "gone", "robot", "empty", "scheduler"])
def test_a_wrong_password_is_checked_once_for_whomever(desk: Desk, login: str) -> None:
    assert desk.refused(login, "a wrong password") == [(CHECK, len("a wrong password"))]


@pytest.mark.parametrize("login", ["nobody", "gone", "robot", "empty"])
def test_the_right_password_of_who_may_not_sign_in_is_checked_once_too(desk: Desk, login: str) -> None:
    assert desk.refused(login, PASSWORD) == [(CHECK, len(PASSWORD))]


@pytest.mark.parametrize("login", ["carl", "nobody", "gone"])
def test_of_a_password_that_is_too_long_so_much_is_checked_for_whomever(desk: Desk, login: str) -> None:
    assert desk.refused(login, "x" * 1024**2) == [(CHECK, 256)]


class CountingArgon2(PasswordHasher):
    """Counts what Argon2 is run for, with which parameters."""

    runs: list[str]

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.runs.append(HASH)
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002 - as the base class has it
        self.runs.append(str(hash).split("$")[3])
        return super().verify(hash, password)


def test_argon2_runs_as_often_and_as_long_for_nobody_as_for_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CountingArgon2, "runs", [], raising=False)
    monkeypatch.setattr(argon2_hasher, "PasswordHasher", CountingArgon2)
    first, second = Argon2Hasher(), Argon2Hasher()
    stored = first.hash(PASSWORD)
    runs = []
    # The first caller of a process and the later ones, for somebody and for nobody.
    for hasher, password_hash in ((first, stored), (first, None), (second, None), (second, stored)):
        CountingArgon2.runs.clear()
        assert not hasher.verify("wrong", password_hash)
        runs.append(list(CountingArgon2.runs))
    assert runs == [[HASH, "m=65536,t=3,p=4"], ["m=65536,t=3,p=4"]] * 2
