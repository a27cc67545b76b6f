"""A real server on the loopback, and clients that stop halfway."""

import asyncio
import json
import socket
import time
from contextlib import closing
from typing import Any

import pytest
from attrs import evolve

from socdomain.incidents.alert_filter import AlertFilter
from socdomain.pages import PageRequest
from socdomain.principal import Reach
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.rejected_event import RejectReason
from tests.api.driving import SETTINGS, Api, lines, memory_api, wazuh
from tests.api.serving import WAIT_S, served
from tests.builders import EVERYONE

HEAD = "POST /api/incident_alert/ingest?source=wazuh&customer=ACME HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def api() -> Api:
    """An application that is served, and asked without a server as well."""
    made = memory_api(evolve(SETTINGS, ingest_idle_timeout_s=0.2))
    made.sign_in()
    return made


def connected(api: Api, port: int, *headers: str) -> socket.socket:
    """Begins an ingest."""
    client = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
    token = api.http.headers["Authorization"]
    head = [f"Authorization: {token}", "Content-Type: application/x-ndjson", *headers]
    client.sendall((HEAD + "".join(f"{line}\r\n" for line in head) + "\r\n").encode())
    return client


def stored(api: Api, wanted: int) -> int:
    """Waits until so many alerts are stored, and returns how many are."""
    found = 0
    for _ in range(400):
        with api.container.reading(EVERYONE) as work:
            found = len(work.alerts.page(AlertFilter(), PageRequest(200), reach=Reach.everyone()).items)
        if found >= wanted:
            break
        time.sleep(0.05)
    return found


def test_a_client_that_goes_away_has_stored_what_was_taken_until_then(api: Api) -> None:
    with served(api) as port, closing(connected(api, port, "Content-Length: 1000000")) as client:
        # A batch is 500 documents; what follows it is still on its way when the client goes.
        documents = [wazuh(number % 150, document_id=f"1.{number}") for number in range(600)]
        client.sendall(lines(*documents))
        assert stored(api, 150) == 150


def test_a_body_that_ends_halfway_keeps_its_last_document_as_truncated(api: Api) -> None:
    """Asked without a server, which may lose what it has received when the client goes."""
    messages = [
        {"type": "http.request", "body": lines(wazuh(1), wazuh(2)) + b'{"id": "half', "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(api.app(_scope(api), receive, send))
    problem = json.loads(sent[1]["body"])
    assert (sent[0]["status"], problem["type"]) == (400, "/problems/body-broken-off")
    assert (problem["received"], problem["created"], problem["rejected"]) == (3, 2, 1)
    with api.container.reading(EVERYONE) as work:
        (kept,) = work.rejected_events.page(RejectedFilter(), PageRequest(), reach=Reach.everyone()).items
    assert (kept.reason, kept.beginning) == (RejectReason.TRUNCATED, b'{"id": "half')


def _scope(api: Api) -> Any:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/incident_alert/ingest",
        "raw_path": b"/api/incident_alert/ingest",
        "root_path": "",
        "query_string": b"source=wazuh&customer=ACME",
        "headers": [
            (b"authorization", api.http.headers["Authorization"].encode()),
            (b"content-type", b"application/x-ndjson"),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
        "extensions": {},
    }


def test_a_client_that_falls_silent_is_answered_and_let_go(api: Api) -> None:
    with served(api) as port, closing(connected(api, port, "Transfer-Encoding: chunked")) as client:
        content = lines(wazuh(1)) + b'{"id": '
        client.sendall(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        answer = received(client)
    assert answer.startswith("HTTP/1.1 400")
    assert '"type":"/problems/body-broken-off"' in answer
    assert '"received":2,"created":1' in answer


def test_a_length_over_the_limit_is_answered_before_the_body_is_sent(api: Api) -> None:
    with served(api) as port, closing(connected(api, port, "Content-Length: 99999999999")) as client:
        answer = received(client)
    assert answer.startswith("HTTP/1.1 413")
    assert '"received":0' in answer


def test_an_unknown_source_is_answered_before_the_body_has_arrived(api: Api) -> None:
    with served(api) as port:
        client = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
        token = api.http.headers["Authorization"]
        head = HEAD.replace("source=wazuh", "source=none") + f"Authorization: {token}\r\n"
        client.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n".encode())
        with closing(client):
            assert received(client).startswith("HTTP/1.1 404")


def received(client: socket.socket) -> str:
    """Reads until there is the body of an answer."""
    data = b""
    while b"\r\n\r\n" not in data or not data.rstrip().endswith(b"}"):
        more = client.recv(65_536)
        if not more:
            break
        data += more
    return data.decode()
