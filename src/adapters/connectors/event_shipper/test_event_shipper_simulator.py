"""The receiver that stands in for others, against a sender that is not ours."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pygelf
import pytest

from adapters.connector_kit.certificates import OwnCertificate, own_certificate
from adapters.connector_kit.http_fields import CA_CERTIFICATE
from adapters.connectors.event_shipper.simulator import GelfSimulator
from tests.connectors.trials import nothing_left


@pytest.fixture(params=[None, own_certificate()], ids=["TCP", "TLS"])
def receiver(request: pytest.FixtureRequest) -> Iterator[GelfSimulator]:
    certificate: OwnCertificate | None = request.param
    with nothing_left(), GelfSimulator(certificate=certificate) as simulator:
        yield simulator


def test_the_simulator_takes_what_another_sender_sends(receiver: GelfSimulator, tmp_path: Path) -> None:
    """So that client and simulator cannot agree on a form that nobody else knows."""
    ca = tmp_path / "ca.pem"
    ca.write_text(receiver.values.get(CA_CERTIFICATE, ""), "ascii")
    # Its TLS handler connects by name, for which the certificate is as well.
    handler = (
        pygelf.GelfTlsHandler(host="localhost", port=receiver.port, validate=True, ca_certs=str(ca), _team="blue")
        if "tls" in receiver.values
        else pygelf.GelfTcpHandler(host="127.0.0.1", port=receiver.port, _team="blue")
    )
    record = logging.LogRecord("soc", logging.ERROR, __file__, 1, "sign-in failed: %s", ("ann",), None)
    try:
        handler.emit(record)
    finally:
        handler.close()
    assert receiver.wait_for(1)
    (got,) = receiver.messages
    assert (got["short_message"], got["level"], got["_team"]) == ("sign-in failed: ann", 3, "blue")
    assert got["timestamp"] == pytest.approx(record.created, abs=0.01)


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\0",
        b"[1]\0",
        b'{"version": "2.0", "host": "a", "short_message": "b"}\0',
        b'{"version": "1.1", "short_message": "b"}\0',
        b'{"version": "1.1", "host": "a", "short_message": " "}\0',
        b'{"version": "1.1", "host": "a", "short_message": "b", "timestamp": "now"}\0',
        b'{"version": "1.1", "host": "a", "short_message": "it breaks off"}',
    ],
)
def test_the_simulator_keeps_no_other_form(sent: bytes) -> None:
    with GelfSimulator() as simulator:
        with socket.create_connection(("127.0.0.1", simulator.port)) as connection:
            connection.sendall(sent)
        assert simulator.wait_for_connections(1)
        assert (simulator.messages, simulator.refused) == ([], 1)
