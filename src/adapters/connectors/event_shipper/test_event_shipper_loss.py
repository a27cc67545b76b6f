"""What the event shipper says of receivers that take some of what they are sent, or nothing."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

import pytest

from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connectors.event_shipper import KIND
from adapters.connectors.event_shipper.client import PARCEL_EVENTS, WRITE_BYTES, GelfClient
from adapters.connectors.event_shipper.simulator import GelfSimulator
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import EventsLostError, Outcome
from socdomain.ids import ConnectorId
from tests.connectors.faulty_server import FaultyServer, faulty_server, hangs_up
from tests.connectors.trials import LOOPBACK, nothing_left

HURRIED: Final = KitLimits(connect_s=0.2, write_s=0.2, verify_s=0.5)


@contextmanager
def client_of(values: Mapping[str, str], limits: KitLimits = KitLimits()) -> Iterator[GelfClient]:  # noqa: B008  # frozen
    opens = ClientsByKind(lambda: {KIND.name: KIND}, LOOPBACK, limits)
    with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, values)) as client:
        assert isinstance(client, GelfClient)
        yield client


def values_of(server: FaultyServer) -> dict[str, str]:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return {"host": host, "port": port}


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    with nothing_left():
        yield


def breaks_off(connection: socket.socket) -> None:
    """Ends a connection without a word, as a machine that fails does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def takes_one_connection(server: FaultyServer, connection: socket.socket) -> None:
    if server.connections > 1:
        breaks_off(connection)
        return
    while connection.recv(65_536):
        pass


def test_what_was_lost_is_reported() -> None:
    events = [{"message": str(number)} for number in range(2 * PARCEL_EVENTS)]
    with faulty_server(takes_one_connection) as server, client_of(values_of(server)) as client:
        with pytest.raises(EventsLostError) as lost:
            client.ship(events)
        assert (lost.value.handed_over, lost.value.outcome) == (PARCEL_EVENTS, Outcome.UNREACHABLE)
        assert server.connections == 2


def test_who_ends_before_having_read_has_not_taken_it() -> None:
    """Its end comes as one of a receiver that works would, and all was taken by this machine."""
    with faulty_server(lambda *_: None) as server, client_of(values_of(server)) as client:
        with pytest.raises(EventsLostError) as lost:
            client.ship([{"message": "lost"}])
        assert lost.value.handed_over == 0


class Held(Sequence[Mapping[str, Any]]):
    """One event that is sent before anybody learns that there is no other, which waits for something."""

    def __init__(self, until: threading.Event) -> None:
        self.until = until

    def __len__(self) -> int:
        return 1

    def __getitem__(self, place: Any) -> Any:
        return self._events()

    def _events(self) -> Iterator[Mapping[str, Any]]:
        yield {f"field_{number}": "x" * 30_000 for number in range(1 + WRITE_BYTES // 30_000)}
        assert self.until.wait(20)


def test_who_ends_of_its_own_accord_is_not_taken_to_have_read() -> None:
    """Such as one that is started anew: its end came before it was told that nothing follows."""
    ended = threading.Event()

    def ends_after_a_message(_: FaultyServer, connection: socket.socket) -> None:
        while not connection.recv(65_536).endswith(b"\0"):
            pass
        connection.close()
        ended.set()

    with faulty_server(ends_after_a_message) as server, client_of(values_of(server)) as client:
        events = Held(ended)
        with pytest.raises(EventsLostError, match="broke off"):
            client.ship(events)


def reads_nothing(server: FaultyServer, _: socket.socket) -> None:
    server.closing.wait()


def test_who_reads_nothing_is_not_waited_for() -> None:
    events = [{"message": "x" * 30_000} for _ in range(1_000)]
    with faulty_server(reads_nothing) as server:
        with client_of(values_of(server), HURRIED) as client, pytest.raises(EventsLostError, match="read") as lost:
            client.ship(events)
        assert (lost.value.handed_over, lost.value.outcome) == (0, Outcome.UNREACHABLE)


def reads_and_stays(server: FaultyServer, connection: socket.socket) -> None:
    while piece := connection.recv(65_536):
        server.heard += piece
    server.closing.wait()


def test_who_does_not_end_is_believed_after_a_while() -> None:
    with faulty_server(reads_and_stays) as server, client_of(values_of(server), HURRIED) as client:
        assert client.ship([{"message": "kept"}]) == 1
        assert json.loads(server.heard.removesuffix(b"\0"))["short_message"] == "kept"


def test_a_receiver_that_fails_is_left_alone() -> None:
    with faulty_server(hangs_up) as server:
        values = {**values_of(server), "tls": "true"}
        with client_of(values, HURRIED) as client:
            for _ in range(HURRIED.failures + 1):
                with pytest.raises(EventsLostError):
                    client.ship([{"message": "x"}])
            with pytest.raises(EventsLostError, match="left alone"):
                client.ship([{"message": "x"}])
        assert server.connections == HURRIED.failures


def test_receivers_that_took_something_are_no_failures_in_a_row() -> None:
    with GelfSimulator() as simulator:
        setup = Setup(ConnectorId(uuid4()), 1, KIND.name, simulator.values)
        opens = ClientsByKind(lambda: {KIND.name: KIND}, LOOPBACK)
        breaker = opens.breakers.of(setup.connector_id, setup.version, opens.limits)
        for _ in range(2):
            for _ in range(opens.limits.failures - 1):
                breaker.failed()
            with opens(setup) as client:
                assert isinstance(client, GelfClient)
                assert client.ship([{"message": "hello"}]) == 1
