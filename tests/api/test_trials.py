"""Trying connectors takes few threads, whoever asks and however long products let one wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Lock, Semaphore
from typing import Any

import httpx
import pytest
from attrs import evolve

from entrypoints.api.equipment import equipment_of
from socdomain.connectors.kind import Setup
from tests.api.driving import SETTINGS, Api, memory_api, ok, refused
from tests.api.test_connectors import CONNECTORS, added, changed

MANY = 3 * SETTINGS.max_threads
Answers = list[Future[httpx.Response]]


class StandingProducts:
    """Products that let whoever asks wait until they are told to go on."""

    def __init__(self) -> None:
        self.begun, self.goes_on, self._lock = Semaphore(0), Event(), Lock()
        self.now = self.most = 0

    def __call__(self, _: Setup) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.begun.release()
        assert self.goes_on.wait(30)
        with self._lock:
            self.now -= 1


@contextmanager
def storm(api: Api) -> Iterator[tuple[StandingProducts, ThreadPoolExecutor]]:
    """An application whose products let one wait, and threads to ask it from; they go on when it ends."""
    products = StandingProducts()
    api.products.meanwhile = products
    with api.http, ThreadPoolExecutor(MANY + 1) as threads:
        api.sign_in()
        try:
            yield products, threads
        finally:
            products.goes_on.set()


def tried(api: Api, one: dict[str, Any]) -> httpx.Response:
    """The answer to whoever tries a connector."""
    return api.http.post(f"{CONNECTORS}/verify/{one['id']}")


def wait_until(holds: Callable[[], bool]) -> None:
    """Waits until something is so."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def asking(api: Api) -> int:
    """How many try a connector or wait to."""
    return equipment_of(api.app).trials.asking


def test_others_are_served_while_many_connectors_are_tried() -> None:
    api = memory_api()
    with storm(api) as (products, threads):
        answers: Answers = [threads.submit(tried, api, added(api, name=f"Hound {number}")) for number in range(MANY)]
        assert products.begun.acquire(timeout=10)
        wait_until(lambda: asking(api) == MANY)
        served = threads.submit(api.http.get, CONNECTORS)
        assert len(ok(served.result(timeout=10))["items"]) == MANY
        products.goes_on.set()
        assert {ok(one.result(timeout=30))["verification"]["outcome"] for one in answers} == {"ok"}
    assert products.most == max(1, SETTINGS.max_threads // 4)
    assert asking(api) == 0


def test_who_asks_while_one_is_tried_shares_the_next_trial() -> None:
    """Not the one that runs: it may have begun before they put right what was wrong."""
    api = memory_api()
    with storm(api) as (products, threads):
        one = added(api)
        first = threads.submit(tried, api, one)
        assert products.begun.acquire(timeout=10)
        others = [threads.submit(tried, api, one) for _ in range(5)]
        wait_until(lambda: asking(api) == 6)
        products.goes_on.set()
        answers = [ok(answer.result(timeout=30)) for answer in (first, *others)]
        assert all(answer["connector_verified"] for answer in answers)
        assert len(api.products.opened) == 2
        history = ok(api.http.get(f"{CONNECTORS}/{one['id']}/history"))["items"]
        assert [entry["happening"] for entry in history] == ["verified", "verified", "added"]
        assert ok(tried(api, one))["connector_verified"]
    assert len(api.products.opened) == 3


def test_who_cannot_get_a_turn_is_told_to_come_again() -> None:
    api = memory_api(evolve(SETTINGS, max_trials=2))
    with storm(api) as (products, threads):
        one, two = added(api), added(api, name="Other")
        answers: Answers = [threads.submit(tried, api, which) for which in (one, two)]
        wait_until(lambda: asking(api) == 2)
        answer = tried(api, two)
        assert "connectors are tried" in refused(answer, 503, "too-busy")["detail"]
        assert answer.headers["retry-after"] == "1"
        products.goes_on.set()
        for each in answers:
            ok(each.result(timeout=30))
        ok(tried(api, two))


def test_one_that_is_not_there_gives_its_turn_back(api: Api) -> None:
    for _ in range(SETTINGS.max_trials + 1):
        refused(tried(api, {"id": "0192d1a1-0b5e-7000-8000-00000000dead"}), 404, "not-found")
    assert asking(api) == 0


def test_a_tag_tells_that_a_connector_was_tried(any_api: Api) -> None:
    """A client that looks by it whether anything is new would else not see that a product is away."""
    one = added(any_api)
    url = f"{CONNECTORS}/{one['id']}"
    before = any_api.http.get(url)
    after_trial = tried(any_api, one)
    again = any_api.http.get(url, headers={"If-None-Match": before.headers["etag"]})
    assert (ok(again)["connector_verified"], again.json()["version"]) == (True, 1)
    assert again.headers["etag"] == after_trial.headers["etag"] != before.headers["etag"]
    assert any_api.http.get(url).headers["etag"] == again.headers["etag"]
    assert again.headers["cache-control"] == "no-store"


def test_who_read_it_before_it_was_tried_can_change_it(any_api: Api) -> None:
    one = added(any_api)
    url = f"{CONNECTORS}/{one['id']}"
    tag = any_api.http.get(url).headers["etag"]
    ok(tried(any_api, one))
    renamed = any_api.http.patch(url, json={"name": "Old hound"}, headers={"If-Match": tag})
    assert (ok(renamed)["version"], renamed.headers["etag"][:3]) == (2, '"2.')
    stale = any_api.http.patch(url, json={"name": "New hound"}, headers={"If-Match": tag})
    refused(stale, 412, "stale-version")
    assert stale.headers["etag"] == renamed.headers["etag"]
    assert ok(changed(any_api, one, {"name": "New hound"}, version=2))["version"] == 3


@pytest.mark.parametrize("state", ["", ".", ".5F1D0C9A2B7E4680", ".5f1d0c9a2b7e46800", ".5f1d0c9a2b7e468", "x"])
def test_only_tags_as_they_were_sent_name_a_version(state: str, api: Api) -> None:
    url = f"{CONNECTORS}/{added(api)['id']}"
    answer = api.http.patch(url, json={"name": "Old hound"}, headers={"If-Match": f'"1{state}"'})
    assert answer.status_code == (200 if not state else 412)
