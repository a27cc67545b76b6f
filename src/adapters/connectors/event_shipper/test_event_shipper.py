"""The event shipper's client, against its simulator and against receivers that misbehave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from uuid import uuid4

import pytest

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.certificates import OwnCertificate, own_certificate
from adapters.connector_kit.http_fields import CA_CERTIFICATE, CERTIFICATE_SHA256
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.trying import TriesInThreads
from adapters.connectors.event_shipper import KIND
from adapters.connectors.event_shipper.client import PARCEL_EVENTS, WRITE_BYTES, GelfClient
from adapters.connectors.event_shipper.payloads import message_of
from adapters.connectors.event_shipper.simulator import GelfSimulator
from socdomain.connectors.given_values import checked_values
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import EventsLostError, Outcome
from socdomain.connectors.verify_connectors import Tried
from socdomain.ids import ConnectorId
from tests.connectors.faulty_server import FaultyServer, answers, faulty_server, hangs
from tests.connectors.trials import LOOPBACK, nothing_left

HURRIED: Final = KitLimits(connect_s=0.2, write_s=0.2, verify_s=0.5)
GOOD: Final = own_certificate()
EXPIRED: Final = own_certificate(lasts=timedelta(days=-1))
OF_ANOTHER_NAME: Final = own_certificate(["other.example.org"], [])


def opens(limits: KitLimits = KitLimits(), addresses: AddressRules = LOOPBACK) -> ClientsByKind:  # noqa: B008  # frozen
    return ClientsByKind(lambda: {KIND.name: KIND}, addresses, limits)


def setup_of(values: Mapping[str, str]) -> Setup:
    return Setup(ConnectorId(uuid4()), 1, KIND.name, values)


@contextmanager
def client_of(values: Mapping[str, str], limits: KitLimits = KitLimits()) -> Iterator[GelfClient]:  # noqa: B008  # frozen
    with opens(limits)(setup_of(values)) as client:
        assert isinstance(client, GelfClient)
        yield client


def tried(
    values: Mapping[str, str],
    limits: KitLimits = KitLimits(),  # noqa: B008  # frozen
    addresses: AddressRules = LOOPBACK,
) -> Tried:
    ((_, found),) = TriesInThreads(opens(limits, addresses))([setup_of(values)])
    assert found.advice.endswith(".")
    assert "raised" not in found.advice
    return found


def values_of(server: FaultyServer) -> dict[str, str]:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return {"host": host, "port": port}


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    with nothing_left():
        yield


@pytest.fixture(params=[None, GOOD], ids=["TCP", "TLS"])
def receiver(request: pytest.FixtureRequest) -> Iterator[GelfSimulator]:
    certificate: OwnCertificate | None = request.param
    with GelfSimulator(certificate=certificate) as simulator:
        yield simulator


def test_trying_it_connects_and_sends_nothing(receiver: GelfSimulator) -> None:
    assert checked_values(KIND, receiver.values) == receiver.values
    found = tried(receiver.values)

    assert (found.outcome, "none was sent" in found.advice) == (Outcome.OK, True)
    assert receiver.wait_for_connections(1)
    assert (receiver.messages, receiver.refused) == ([], 0)


def test_events_arrive_in_their_order_whatever_they_hold(receiver: GelfSimulator) -> None:
    events = [{"message": f"event {number}\0", "number": number} for number in range(PARCEL_EVENTS + 1)]
    with client_of(receiver.values) as client:
        assert client.ship(events) == len(events)
        assert client.ship([]) == 0
    # What was handed over is there: nobody waits for it here.
    assert [one["_number"] for one in receiver.messages] == list(range(len(events)))
    assert receiver.messages[0]["short_message"] == "event 0\0"
    assert receiver.refused == 0
    assert receiver.wait_for_connections(2)


def test_an_event_larger_than_a_write_arrives_whole(receiver: GelfSimulator) -> None:
    event = {"message": "large", **{f"field_{number}": "x" * 20_000 for number in range(10)}}
    assert len(message_of(event)) > WRITE_BYTES
    with client_of(receiver.values) as client:
        assert client.ship([event, {"message": "small"}]) == 2
    assert [one["short_message"] for one in receiver.messages] == ["large", "small"]
    assert receiver.messages[0]["_field_9"] == "x" * 20_000


@pytest.mark.parametrize(
    ("certificate", "given", "word"),
    [
        (GOOD, {}, "self-signed"),
        (GOOD, {CA_CERTIFICATE: EXPIRED.certificate}, "self-signed"),
        (EXPIRED, {CA_CERTIFICATE: EXPIRED.certificate}, "expired"),
        (OF_ANOTHER_NAME, {CA_CERTIFICATE: OF_ANOTHER_NAME.certificate}, "another"),
        (GOOD, {CERTIFICATE_SHA256: EXPIRED.fingerprint}, "fingerprint"),
    ],
    ids=["self-signed", "of another CA", "expired", "another name", "not the pinned one"],
)
def test_who_is_not_believed_gets_no_events(certificate: OwnCertificate, given: dict[str, str], word: str) -> None:
    with GelfSimulator(certificate=certificate) as simulator:
        values = {name: value for name, value in simulator.values.items() if name != CA_CERTIFICATE} | given
        found = tried(values)
        assert (found.outcome, word in found.advice) == (Outcome.TLS_FAILED, True), found
        with client_of(values) as client, pytest.raises(EventsLostError) as lost:
            client.ship([{"message": "secret"}])
        assert (lost.value.outcome, lost.value.handed_over) == (Outcome.TLS_FAILED, 0)
        assert simulator.messages == []


def test_a_pinned_certificate_is_believed() -> None:
    with GelfSimulator(certificate=OF_ANOTHER_NAME) as simulator:
        values = {name: value for name, value in simulator.values.items() if name != CA_CERTIFICATE}
        with client_of({**values, CERTIFICATE_SHA256: OF_ANOTHER_NAME.fingerprint}) as client:
            assert client.ship([{"message": "kept"}]) == 1


def test_who_speaks_no_tls_is_found_out() -> None:
    with faulty_server(answers("400 Bad Request")) as server:
        assert tried({**values_of(server), "tls": "true"}).outcome is Outcome.TLS_FAILED


def test_a_handshake_that_never_ends_is_not_waited_for() -> None:
    with faulty_server(hangs) as server:
        assert tried({**values_of(server), "tls": "true"}, HURRIED).outcome is Outcome.UNREACHABLE
        assert server.heard


def test_it_connects_only_where_it_may() -> None:
    with GelfSimulator() as simulator:
        assert tried(simulator.values, addresses=AddressRules()).outcome is Outcome.UNREACHABLE
        own = AddressRules(allows_loopback=True, own=(("localhost", simulator.port),))
        assert "itself" in tried(simulator.values, addresses=own).advice
        assert "metadata" in tried({**simulator.values, "host": "169.254.169.254"}).advice
        assert simulator.connections == 0
        gone = simulator.values
    assert tried(gone).outcome is Outcome.UNREACHABLE
