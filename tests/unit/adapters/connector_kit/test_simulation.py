"""Simulators answer as they are told, and leave nothing behind."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from adapters.connector_kit.certificates import own_certificate
from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest
from adapters.connector_kit.simulation import MOST_REQUESTS, Simulator
from tests.connectors.trials import nothing_left


class Greeting(Simulator):
    """Greets whoever it knows."""

    def answer(self, request: SimulatedRequest) -> Reply:
        if request.basic != (self.username, self.password):
            return Reply(401)
        return Reply(200, {"hello": request.one("name"), "said": request.json}, {"X-Kind": "greeting"})


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    with nothing_left():
        yield


def connection_to(simulator: Simulator) -> HTTPConnection:
    return HTTPConnection(urlsplit(simulator.url).netloc, timeout=20)


def test_it_answers_several_requests_of_a_connection_and_notes_them() -> None:
    with Greeting(username="ann", password="b:c") as greeting:
        connection = connection_to(greeting)
        for name in ("x", "y"):
            connection.request(
                "POST", f"/hi?name={name}", body=b'{"a": 1}', headers={"Authorization": "Basic YW5uOmI6Yw=="}
            )
            answer = connection.getresponse()
            assert (answer.status, answer.headers["X-Kind"]) == (200, "greeting")
            assert answer.read() == b'{"hello": "%s", "said": {"a": 1}}' % name.encode()
        connection.close()
        assert [(one.method, one.path, one.one("name")) for one in greeting.requests] == [
            ("POST", "/hi", "x"),
            ("POST", "/hi", "y"),
        ]


def test_it_forgets_what_was_asked_long_ago() -> None:
    with Greeting() as greeting:
        first = SimulatedRequest("GET", "/first", {}, {}, b"")
        greeting.requests += [first] * MOST_REQUESTS
        connection = connection_to(greeting)
        connection.request("GET", "/last")
        connection.getresponse().read()
        connection.close()
        assert len(greeting.requests) == MOST_REQUESTS // 2 + 1
        assert greeting.requests[-1].path == "/last"


def test_it_says_what_it_is_told_to_say_next() -> None:
    with Greeting() as greeting:
        greeting.next_replies.append(Reply(418, b"tea"))
        connection = connection_to(greeting)
        connection.request("GET", "/")
        assert (answer := connection.getresponse()).status == 418
        assert answer.read() == b"tea"
        connection.request("GET", "/")
        assert connection.getresponse().status == 401
        connection.close()


def test_below_a_path_it_is_found_there_alone() -> None:
    with Greeting(prefix="/in") as greeting:
        connection = connection_to(greeting)
        for path, status in (("/in/x", 401), ("/x", 404), ("/inside", 404)):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert (path, answer.status) == (path, status)
        connection.close()


def test_it_stops_while_somebody_holds_a_connection() -> None:
    with Greeting() as greeting:
        address = urlsplit(greeting.url)
        with socket.create_connection((address.hostname or "", address.port or 0), 20) as silent:
            connection = connection_to(greeting)
            connection.request("GET", "/")
            connection.getresponse().read()
            greeting.stop()
            assert silent.recv(1) == b""
            connection.close()


def test_a_client_that_speaks_no_tls_does_not_keep_others_waiting() -> None:
    with Greeting(certificate=own_certificate()) as greeting:
        address = urlsplit(greeting.url)
        with socket.create_connection((address.hostname or "", address.port or 0), 20) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            while plain.recv(4_096):
                pass


def test_a_port_that_is_taken_is_said_to_be() -> None:
    with Greeting() as first, pytest.raises(OSError, match="in use"):
        Greeting(port=urlsplit(first.url).port or 0).start()


@pytest.mark.parametrize("header", ["", "Basic", "Basic ?", "Basic YW5u", "Basic /w==", "Bearer ", "Digest x"])
def test_what_is_no_credential_is_none(header: str) -> None:
    request = SimulatedRequest("GET", "/", {}, {"authorization": header}, b"")
    assert (request.basic, request.bearer) == (None, None)


def test_each_has_a_password_of_its_own() -> None:
    assert Greeting().password != Greeting().password
