"""Senders who take long: what they may do is asked again, and they are in nobody's way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import UUID

import httpx
import pytest
from attrs import evolve

from entrypoints.api.api_errors import TooBusyError
from entrypoints.api.incidents.ingest_places import IngestPlaces
from socdomain.ids import CustomerId
from socdomain.incidents.ingest_documents import BATCH_DOCUMENTS
from socdomain.principal import Reach
from tests.api.driving import ALERTS, INGEST, NDJSON, SETTINGS, Api, lines, memory_api, ok, wazuh
from tests.api.serving import WAIT_S, served

ONE_BATCH = lines(*(wazuh(number) for number in range(BATCH_DOCUMENTS)))
KEYS, USERS = "/api/auth/keys", "/api/auth/users"
Losing = tuple[dict[str, str], Callable[[], None]]
"""What somebody shows, and what takes the right from them."""


@contextmanager
def staffed(api: Api) -> Iterator[httpx.Client]:
    """Serves an application, and gives a client for somebody who may do everything."""
    with served(api) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        http.headers.update(api.user("anna"))
        yield http


def batches_around(do: Callable[[], None], http: httpx.Client) -> Iterator[bytes]:
    """Sends a batch, does something once its alerts are there, and sends another."""
    yield ONE_BATCH
    wait_for_alerts(http)
    do()
    yield lines(*(wazuh(BATCH_DOCUMENTS + number) for number in range(BATCH_DOCUMENTS)))


def wait_for_alerts(http: httpx.Client) -> None:
    """Waits until some are there."""
    deadline = time.monotonic() + WAIT_S
    while not ok(http.get(ALERTS))["items"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def sent(http: httpx.Client, shown: dict[str, str], content: bytes | Iterator[bytes]) -> httpx.Response:
    """Sends documents of ACME as somebody."""
    params = {"source": "wazuh", "customer": "ACME"}
    return httpx.post(
        http.base_url.join(INGEST),
        params=params,
        headers=NDJSON | shown,
        content=content,
        timeout=WAIT_S,
        trust_env=False,
    )


def done(answer: httpx.Response) -> None:
    assert answer.is_success, answer.text


def key_taken_back(api: Api, http: httpx.Client) -> Losing:
    body = {"name": "forwarder", "scopes": ["events:ingest"], "customers": ["ACME"]}
    made = ok(http.post(KEYS, json=body), 201)
    shown = {"Authorization": f"Bearer {made['token']}"}
    return shown, lambda: done(http.delete(f"{KEYS}/{made['key']['id']}"))


def session_ended(api: Api, http: httpx.Client) -> Losing:
    shown = api.user("carl")
    return shown, lambda: done(http.post("/api/auth/logout-everywhere", headers=shown))


def reach_narrowed(api: Api, http: httpx.Client) -> Losing:
    shown = api.user("carl")
    (carl,) = (one for one in ok(http.get(USERS))["items"] if one["login"] == "carl")
    unchanged = {"If-Match": http.get(f"{USERS}/{carl['id']}").headers["etag"]}
    return shown, lambda: done(http.patch(f"{USERS}/{carl['id']}", json={"customers": ["BETA"]}, headers=unchanged))


@pytest.mark.parametrize("losing", [key_taken_back, session_ended, reach_narrowed])
def test_who_loses_the_right_in_the_midst_of_an_ingest_writes_no_more(
    losing: Callable[[Api, httpx.Client], Losing],
) -> None:
    api = memory_api()
    with staffed(api) as http:
        shown, lose = losing(api, http)
        answer = sent(http, shown, batches_around(lose, http))
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in"), answer.text
    assert answer.json()["received"] == BATCH_DOCUMENTS, "what was sent while they had it is stored, and said"


def test_a_sender_who_waits_keeps_nobody_from_writing() -> None:
    api = memory_api(evolve(SETTINGS, max_ingests=4, max_writing_ingests=1))
    shown, go_on, answers = api.user("carl", customers=["ACME"]), Event(), list[httpx.Response]()

    def wait() -> None:
        assert go_on.wait(WAIT_S)

    with staffed(api) as http:
        slow = Thread(target=lambda: answers.append(sent(http, shown, batches_around(wait, http))))
        slow.start()
        wait_for_alerts(http)
        other = sent(http, api.user("dora"), lines(wazuh(9_999)))
        go_on.set()
        slow.join(WAIT_S)
    assert ok(other)["received"] == 1
    assert ok(answers[0])["received"] == 2 * BATCH_DOCUMENTS


def test_senders_for_the_same_customers_leave_places_to_others() -> None:
    places = IngestPlaces(most=3, most_writing=1)
    acme, beta = (Reach.only([CustomerId(UUID(int=number))]) for number in (1, 2))
    with places.taken(acme), places.taken(acme):
        with pytest.raises(TooBusyError), places.taken(acme):
            pass
        with places.taken(beta), pytest.raises(TooBusyError), places.taken(Reach.everyone()):
            pass
        with places.taken(Reach.everyone()):
            pass
    with places.taken(acme):
        pass
