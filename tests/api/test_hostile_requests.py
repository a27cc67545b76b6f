"""Requests that no honest client sends, to a real server: each is answered, and the process goes on working."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPResponse
from typing import Any

import pytest

from tests.api.driving import refused
from tests.api.running import ME, TOKEN, WAIT_S, Running, bearer, failures, running_api
from tests.flows.floors import Floor

MEBIBYTE = 1024**2
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The product, over SQLite."""
    folder = tmp_path_factory.mktemp("hostile")
    with running_api(Floor("", folder / "data"), folder) as api:
        yield api


@pytest.fixture(autouse=True)
def _goes_on(real: Running) -> Iterator[None]:
    """Whatever was sent: the process works afterwards, and found nothing that it did not expect."""
    before = real.log.stat().st_size
    yield
    assert real.is_well()
    assert failures(real.log.read_text()[before:]) == []


def sent(real: Running, *parts: bytes) -> tuple[int, dict[str, Any]]:
    """Sends bytes, and returns the status and the body of the answer."""
    with closing(socket.create_connection(("127.0.0.1", real.port), timeout=WAIT_S)) as client:
        for part in parts:
            client.sendall(part)
        with closing(HTTPResponse(client)) as answer:
            answer.begin()
            body = answer.read()
    assert answer.getheader("content-type") == "application/problem+json", body
    return answer.status, json.loads(body)


def logged(real: Running, start: int, route: str) -> str:
    """Waits until an answer of a route is logged, and returns its line."""
    for _ in range(WAIT_S * 20):
        lines = real.log.read_text()[start:].splitlines()
        if found := [one for one in lines if "request answered" in one and f'"route": "{route}"' in one]:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"nothing was answered by {route}")


def line(target: str, method: str = "GET") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: x\r\n".encode()


@pytest.mark.parametrize(
    "parts",
    [
        (line(ME), b"Authorization: Bearer ", b"x" * MEBIBYTE, b"\r\n\r\n"),
        (line(ME), b"x" * MEBIBYTE, b": x\r\n\r\n"),
        (line(ME), b"x: y\r\n" * (MEBIBYTE // 6), b"\r\n"),
        (b"GET /health/live?", b"x" * MEBIBYTE, b" HTTP/1.1\r\nHost: x\r\n\r\n"),
        (line("/health/live"), b"Cookie: " + b"x" * 65_536 + b"\r\n\r\n"),
    ],
    ids=["one value", "one name", "many", "target", "little too much at once"],
)
def test_a_head_of_a_megabyte_is_refused(real: Running, parts: tuple[bytes, ...]) -> None:
    status, problem = sent(real, *parts)
    assert (status, problem["type"], problem["status"]) == (431, "/problems/head-too-large", 431)
    assert "xxx" not in json.dumps(problem)


def test_a_head_of_the_usual_size_is_read(real: Running) -> None:
    token = real.sign_in()
    for _ in range(3):
        assert real.http.get(ME, headers=bearer(token) | {"Cookie": "x" * 16_000}).status_code == 200


def test_trailers_of_a_megabyte_are_refused(real: Running) -> None:
    """They follow a body, and are headers like those before it."""
    head, body = line(TOKEN, "POST") + (FORM + CHUNKED + "\r\n").encode(), b"4\r\na=b&\r\n0\r\n"
    with pytest.raises(ConnectionError):
        sent(real, head, body, b"X: ", b"x" * MEBIBYTE)


@pytest.mark.parametrize("path", [TOKEN, "/api/auth/refresh"])
def test_a_client_that_hangs_up_is_no_failure_of_ours(real: Running, path: str) -> None:
    """Or strangers could fill the log with traces."""
    before = real.log.stat().st_size
    with closing(socket.create_connection(("127.0.0.1", real.port), timeout=WAIT_S)) as client:
        client.sendall(line(path, "POST") + (FORM + "Content-Length: 100\r\n\r\ngrant_type=").encode())
    assert '"status": 400' in logged(real, before, path)


@pytest.mark.parametrize(
    "what", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET / HTTP/9.9\r\n\r\n", b"\0\0\r\n\r\n"]
)
def test_what_is_no_http_is_refused(real: Running, what: bytes) -> None:
    status, problem = sent(real, what)
    assert (status, problem["type"]) == (400, "/problems/bad-request")


@pytest.mark.parametrize("is_told", [True, False])
def test_a_password_of_a_megabyte_is_refused_before_it_is_read(real: Running, is_told: bool) -> None:
    body = b"grant_type=password&username=admin&password=" + b"x" * MEBIBYTE
    head = f"Content-Length: {len(body)}\r\n" if is_told else CHUNKED
    content = body if is_told else b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    status, problem = sent(real, line(TOKEN, "POST"), (FORM + head + "\r\n").encode(), content)
    assert (status, problem["type"]) == (413, "/problems/body-too-large")


@pytest.mark.parametrize(
    ("field", "other"), [("current_password", "new_password"), ("new_password", "current_password")]
)
def test_another_password_of_a_megabyte_is_refused(real: Running, field: str, other: str) -> None:
    body = {field: "\ufdfa" * (MEBIBYTE // 3), other: real.password}
    answer = real.http.put("/api/auth/password", json=body, headers=bearer(real.sign_in()))
    assert refused(answer, 400, "invalid-input")["field"] == field
    assert "\ufdfa" not in answer.text


@pytest.mark.parametrize(
    "shown",
    [
        b"Bearer \xff\xfe",
        b"Bearer " + b"x" * 60_000,
        b"Bearer a b c",
        b"Bearer\ta",
        b"Bearer ..",
        b"bearer " + b"." * 4_000,
        b"Bearer " + b"[" * 4_000,
        b"Bearer W1tbW1tbW1tbW1tb.e30.AA",
        b"Bearer wfk_\xd9\xa0" + b"0" * 31 + b"_" + b"A" * 43,
        b"Bearer a\r\nAuthorization: Bearer b",
        b"Digest x",
        b"",
    ],
    ids=lambda shown: shown[:20].decode("latin-1"),
)
def test_a_malformed_bearer_is_refused(real: Running, shown: bytes) -> None:
    status, problem = sent(real, line(ME), b"Authorization: " + shown + b"\r\n\r\n")
    assert (status, problem["type"]) == (401, "/problems/not-signed-in")
    assert problem["detail"] in {
        "send one bearer token in the Authorization header",
        "the token is not one of ours",
        "the token is not good",
        "the key is not one of ours",
    }
