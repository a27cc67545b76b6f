"""Passwords take long to check, and whoever has signed in does not wait for those who sign in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Semaphore

import httpx
import pytest
from attrs import evolve, field, frozen
from litestar import Litestar
from litestar.testing import TestClient

from entrypoints.api.app import create_app
from entrypoints.console import session
from socdomain.memory import UnsafePasswordHasher
from tests.api.driving import SETTINGS, memory_api, ok

TOKEN, CONSOLE, ME = "/api/auth/token", "/console/session", "/api/auth/me"
MANY = 3 * SETTINGS.max_threads

Http = TestClient[Litestar]
Refused = Callable[[Http, int], int]


@frozen
class StandingHasher:
    """A hasher that checks no password before it is told to."""

    hasher: UnsafePasswordHasher = field(factory=UnsafePasswordHasher)
    begun: Semaphore = field(factory=lambda: Semaphore(0))
    goes_on: Event = field(factory=Event)

    def hash(self, password: str) -> str:
        return self.hasher.hash(password)

    def verify(self, password: str, password_hash: str | None) -> bool:
        self.begun.release()
        assert self.goes_on.wait(30)
        return self.hasher.verify(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        return self.hasher.is_outdated(password_hash)


def refused_by_api(http: Http, number: int) -> int:
    form = {"grant_type": "password", "username": f"user-{number}", "password": "a guess"}
    return http.post(TOKEN, data=form).status_code


def refused_by_console(http: Http, number: int) -> int:
    body = {"login": f"user-{number}", "password": "a guess"}
    return http.post(CONSOLE, json=body, headers={"Sec-Fetch-Site": "same-origin"}).status_code


@pytest.mark.parametrize(("refused", "status"), [(refused_by_api, 400), (refused_by_console, 401)])
def test_whoever_has_signed_in_is_served_while_many_sign_in(refused: Refused, status: int) -> None:
    api, hasher = memory_api(), StandingHasher()
    shown = api.user("anna")
    app = create_app(evolve(api.container, hasher=hasher), SETTINGS, [session.ROUTER])
    with TestClient(app, base_url="https://testserver.local") as http, ThreadPoolExecutor(MANY + 1) as threads:
        try:
            storm: list[Future[int]] = [threads.submit(refused, http, number) for number in range(MANY)]
            assert hasher.begun.acquire(timeout=10)
            # So long that all threads would be taken, if those who sign in could take them.
            hasher.begun.acquire(timeout=1)
            hasher.begun.acquire(timeout=1)
            served: Future[httpx.Response] = threads.submit(http.get, ME, headers=shown)
            assert ok(served.result(timeout=5))["name"] == "anna"
        finally:
            hasher.goes_on.set()
        assert {one.result(timeout=30) for one in storm} == {status}
