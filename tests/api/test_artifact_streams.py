"""Files on their way, over real connections: clients that hang, leave, or lose the right to send."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event
from typing import Final

import httpx
import pytest
from attrs import evolve, field, frozen

from entrypoints.api.api_settings import ApiSettings
from socdomain.errors import StorageUnavailableError
from socdomain.memory import MemoryObjectStore
from tests.api.driving import SETTINGS, Api, memory_api, ok, refused
from tests.api.files import CONTENT, END, FORM, STORE, UPLOADS, a_case, acts, nothing_is_stored, part, stored
from tests.api.serving import WAIT_S, served

IMPATIENT: Final = evolve(SETTINGS, ingest_idle_timeout_s=0.5)
LARGE: Final = 24 * 1024**2
"""More than what connections hold on their way."""


@frozen
class Served:
    """An application on a port, with a case of ACME.

    Attributes:
        api: It.
        http: Who may do everything, over a connection.
        port: Where it is.
        place: Where the case's files are.
    """

    api: Api
    http: httpx.Client
    port: int
    place: str

    def begin(self, target: str, *headers: str, method: str = "POST") -> socket.socket:
        """Begins a request by hand."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_S)
        shown = (f"Authorization: {self.http.headers['Authorization']}", "Host: here", *headers)
        connection.sendall("\r\n".join((f"{method} {target} HTTP/1.1", *shown, "", "")).encode())
        return connection


@contextmanager
def serving(settings: ApiSettings = IMPATIENT, objects: MemoryObjectStore | None = None) -> Iterator[Served]:
    """Serves an application over memory."""
    api = memory_api(settings, objects=objects)
    with served(api) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        http.headers.update(api.user("anna"))
        by_http = evolve(api, http=http)  # type: ignore[arg-type] # what the builders of things need of it is the same
        yield Served(by_http, http, port, a_case(by_http))


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


HALF: Final = part("file", CONTENT, file_name="a")[: len(CONTENT) // 2]
LONG_FORM: Final = (f"Content-Type: {FORM['Content-Type']}", f"Content-Length: {10**9 // 100}")


def test_who_sends_half_and_hangs_is_told_and_leaves_nothing() -> None:
    with serving() as there, closing(there.begin(there.place, *LONG_FORM)) as connection:
        connection.sendall(HALF)
        answer = ""
        while received := connection.recv(65_536).decode():
            answer += received
        assert answer.startswith("HTTP/1.1 400")
        assert "body-broken-off" in answer
        assert nothing_is_stored(there.api)


def holding_the_place(there: Served) -> socket.socket:
    """Sends half, and returns the connection once nobody else finds a place."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        connection = there.begin(there.place, *LONG_FORM)
        connection.sendall(HALF)
        if there.http.post(there.place, files={"file": ("b", b"b")}).status_code == 503:
            return connection
        # Whoever looked may have come first, so that the other one was refused.
        connection.close()
    raise AssertionError("nobody ever holds it")


def test_who_sends_half_and_leaves_leaves_nothing() -> None:
    with serving(evolve(SETTINGS, max_uploads=1)) as there:
        connection = holding_the_place(there)
        connection.close()
        # The place is free again, and so nobody reads what was broken off.
        until(lambda: there.http.post(there.place, files={"file": ("b", b"b")}).status_code == 201)
        (only, *_) = ok(there.http.get(STORE))["items"]
        assert only["file_name"] == "b"
        assert not list(there.api.container.artifacts.objects.uploads("copilot-cases"))


def test_half_a_part_is_no_part() -> None:
    with serving() as there:
        body = {"file_name": "a", "size_bytes": 10, "case_id": there.place.split("/")[-2]}
        upload = ok(there.http.post(UPLOADS, json=body), 201)["id"]
        with closing(there.begin(f"{UPLOADS}/{upload}/parts/1", "Content-Length: 10", method="PUT")) as connection:
            connection.sendall(b"half!")
            assert connection.recv(65_536).startswith(b"HTTP/1.1 400")
        assert ok(there.http.get(f"{UPLOADS}/{upload}"))["parts"] == []


def test_who_loses_the_right_while_they_send_leaves_nothing() -> None:
    with serving(SETTINGS) as there:
        revoked = there.http.post(
            "/api/auth/keys", json={"name": "k", "scopes": ["artifacts:write"], "customers": ["ACME"]}
        )
        key = ok(revoked, 201)

        def coming() -> Iterator[bytes]:
            yield part("file", CONTENT, file_name="a")[:-2]
            assert there.http.delete(f"/api/auth/keys/{key['key']['id']}").status_code == 204
            yield b"\r\n" + END

        shown = {"Authorization": f"Bearer {key['token']}"}
        url = there.http.base_url.join(there.place)
        answer = httpx.post(url, content=coming(), headers=FORM | shown, trust_env=False, timeout=WAIT_S)
        assert answer.status_code == 401
        assert nothing_is_stored(there.api)


@pytest.mark.parametrize("leaves", [True, False])
def test_who_takes_no_more_of_a_file_lets_go_of_it(*, leaves: bool) -> None:
    """By going away, or by reading nothing for longer than may be."""
    with serving(evolve(IMPATIENT, max_downloads=1)) as there:
        artifact = stored(there.api, there.place, content=bytes(LARGE))
        here = f"{there.place}/{artifact['id']}/download"
        connection = there.begin(here, method="GET")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert there.http.get(here).status_code == 503
        if leaves:
            connection.close()
        until(lambda: there.http.get(here, headers={"Range": "bytes=0-0"}).status_code == 206)
        connection.close()
        # A download that was begun may have been read, and so it stands there.
        assert acts(there.api, there.place, artifact["id"]) == ["stored", "downloaded", "downloaded"]


@frozen
class BreakingStore(MemoryObjectStore):
    """A store whose connection breaks while an object is read, once."""

    _breaks: list[str] = field(factory=lambda: ["the connection broke"], init=False)

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        """Returns an object, or the beginning of it."""
        content = MemoryObjectStore.get(self, bucket, key, first_byte=first_byte, last_byte=last_byte)
        return self._broken(content) if self._breaks else content

    def _broken(self, content: Iterator[bytes]) -> Iterator[bytes]:
        yield next(content)
        raise StorageUnavailableError(self._breaks.pop())


def test_a_file_that_breaks_off_in_the_store_is_not_passed_off_as_whole() -> None:
    with serving(evolve(SETTINGS, max_downloads=1), BreakingStore()) as there:
        artifact = stored(there.api, there.place, content=bytes(LARGE))
        here = f"{there.place}/{artifact['id']}/download"
        with pytest.raises(httpx.RemoteProtocolError):
            there.http.get(here)
        assert there.http.get(here).content == bytes(LARGE)


@frozen
class StuckStore(MemoryObjectStore):
    """A store that does not go on until it is told to."""

    _goes_on: Event = field(factory=Event, init=False)

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        """Returns an object, once it may."""
        assert self._goes_on.wait(WAIT_S)
        return MemoryObjectStore.get(self, bucket, key, first_byte=first_byte, last_byte=last_byte)


def test_those_who_verify_are_in_nobody_s_way() -> None:
    """Nor do they wait themselves, where as many do as may."""
    settings = evolve(SETTINGS, max_threads=1, max_checks=4)
    with serving(settings, store := StuckStore()) as there, ThreadPoolExecutor(3) as pool:
        here = f"{there.place}/{stored(there.api, there.place)['id']}/verify"
        waiting = [pool.submit(there.http.post, here) for _ in range(3)]
        until(lambda: sum(one.done() for one in waiting) == 1)
        refused(next(one.result() for one in waiting if one.done()), 503, "too-busy")
        assert there.http.get("/health/live").is_success
        store._goes_on.set()
        assert sorted(one.result().status_code for one in waiting) == [200, 200, 503]
