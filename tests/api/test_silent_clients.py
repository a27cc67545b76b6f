"""Clients that connect, and then send nothing or too little: they are let go, and nobody else is."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from threading import Event

import pytest
from litestar import get

from entrypoints.api import http_protocol
from entrypoints.api.caller import PUBLIC
from tests.api.driving import Api, memory_api
from tests.api.serving import WAIT_S, served

LIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
TOKEN = b"POST /api/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that has little patience."""
    monkeypatch.setattr(http_protocol, "HEAD_S", 0.2)
    monkeypatch.setattr(http_protocol, "SILENCE_S", 0.2)
    with served(memory_api()) as port:
        yield port


def connected(port: int) -> closing[socket.socket]:
    return closing(socket.create_connection(("127.0.0.1", port), timeout=WAIT_S))


def until(client: socket.socket, end: bytes) -> bytes:
    """Reads until something has come."""
    data = b""
    while end not in data:
        data += (more := client.recv(65_536))
        assert more, data
    return data


def until_closed(client: socket.socket) -> bytes:
    """Reads all that comes, which has an end."""
    return b"".join(iter(lambda: client.recv(65_536), b""))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n",
        b"GET /health/li",
        LIVE[:-2],
        TOKEN + b"Content-Length: 100\r\n\r\n",
        TOKEN + b"Content-Length: 100\r\n\r\ngrant_type=",
        TOKEN + b"Transfer-Encoding: chunked\r\n\r\n4\r\na=b&\r\n",
        TOKEN + b"Transfer-Encoding: chunked\r\n\r\n4\r\na=b&\r\n0\r\nX: ",
        b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
    ],
)
def test_a_client_that_falls_silent_is_let_go(port: int, sent: bytes) -> None:
    """Each holds one of the connections that a process may have, so that a few hundred would keep everybody out."""
    with connected(port) as client:
        client.sendall(sent)
        until_closed(client)


def test_a_client_that_falls_silent_after_an_answer_is_let_go(port: int) -> None:
    with connected(port) as client:
        client.sendall(LIVE)
        assert until(client, b'{"status":"ok"}').startswith(b"HTTP/1.1 200")
        client.sendall(b"G")
        assert until_closed(client) == b""


def test_a_head_that_drips_is_not_waited_for(port: int) -> None:
    with connected(port) as client:
        client.settimeout(0.05)
        client.sendall(LIVE[:-2] + b"X: ")
        for _ in range(WAIT_S * 20):
            try:
                client.sendall(b"x")
                assert client.recv(1) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                pass
            return
    pytest.fail("it is waited for")


def test_a_body_that_comes_slowly_is_waited_for(port: int) -> None:
    with connected(port) as client:
        client.sendall(TOKEN + b"Content-Length: 10\r\n\r\n")
        for _ in range(10):
            time.sleep(0.05)
            client.sendall(b"a")
        assert until(client, b"}").startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("more", [b"", b"GET /health/li"], ids=["nothing more", "the beginning of another request"])
def test_who_waits_for_an_answer_of_ours_is_not_let_go(monkeypatch: pytest.MonkeyPatch, more: bytes) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_S", 0.05)
    goes_on = Event()

    @get("/slow", **PUBLIC, sync_to_thread=True)
    def slow() -> str:
        goes_on.wait(WAIT_S)
        return "at last"

    api: Api = memory_api()
    api.app.register(slow)
    with served(api) as port, connected(port) as client:
        client.sendall(LIVE.replace(b"/health/live", b"/slow") + more)
        client.settimeout(0.5)
        with pytest.raises(TimeoutError):
            client.recv(1)
        goes_on.set()
        client.settimeout(WAIT_S)
        until(client, b"at last")


def test_a_client_that_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    is_lost, lose = Event(), http_protocol.BoundedHttpProtocol.connection_lost

    def connection_lost(connection: http_protocol.BoundedHttpProtocol, error: Exception | None) -> None:
        lose(connection, error)
        is_lost.set()

    monkeypatch.setattr(http_protocol.BoundedHttpProtocol, "connection_lost", connection_lost)
    with connected(port) as client:
        client.sendall(LIVE.replace(b"/health/live", b"/schema/openapi.json") * 200)
        assert is_lost.wait(WAIT_S)
