"""Whatever is wrong with Velociraptor or the way to it, a trial ends in time and says what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Final

import pytest

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.certificates import OwnCertificate
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.simulated_messages import Reply
from adapters.connector_kit.simulation_server import SimulationServer
from adapters.connectors.velociraptor import KIND
from adapters.connectors.velociraptor.api_file import FIELD
from adapters.connectors.velociraptor.simulated_certificates import Authority
from adapters.connectors.velociraptor.simulator import Fault, VelociraptorSimulator
from socdomain.connectors.verification import Outcome
from socdomain.connectors.verify_connectors import Tried
from tests.connectors.faulty_server import answers, faulty_server, hangs, hangs_up
from tests.connectors.trials import LOOPBACK, PATIENT, Trial, nothing_left

SAID: Final = "words-of-the-vendor"
HURRIED: Final = KitLimits(connect_s=1.0, verify_s=1.5, backoff_s=0.001)
SMALL: Final = KitLimits(answer_bytes=100_000, backoff_s=0.001)


@pytest.fixture
def trial(caplog: pytest.LogCaptureFixture) -> Iterator[Trial]:
    with nothing_left():
        yield Trial(KIND, caplog)


def tried(trial: Trial, file: str, limits: KitLimits = PATIENT, addresses: AddressRules = LOOPBACK) -> Tried:
    found = trial({FIELD: file}, limits, addresses)
    assert "raised" not in found.advice, "an error came through that nobody expects"
    # Of the file, which is the secret, no part either.
    assert not any(words in f"{found} {trial.logs.text}" for words in (SAID, "PRIVATE KEY", "BEGIN"))
    return found


def test_a_server_that_works_is_found_to(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        found = tried(trial, simulator.file())
        assert (found.outcome, found.product_version) == (Outcome.OK, "0.74.5")
        # The server does not go on for somebody who has given up.
        assert {one.timeout_s for one in simulator.requests} <= {9, 10}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault("UNAUTHENTICATED"), Outcome.REFUSED_CREDENTIALS),
        (Fault("PERMISSION_DENIED"), Outcome.FORBIDDEN),
        (Fault(log=f"info: Permission denied: [MACHINE_STATE] {SAID}"), Outcome.FORBIDDEN),
        (Fault(log=f"info: PermissionDenied {SAID}", texts=("[]",)), Outcome.FORBIDDEN),
        (Fault("UNIMPLEMENTED"), Outcome.WRONG_PRODUCT),
        (Fault("UNKNOWN"), Outcome.ERROR),
        (Fault("INTERNAL"), Outcome.ERROR),
        (Fault(log=f"VQL Error: {SAID}"), Outcome.ERROR),
        (Fault(log=f"info: {SAID}"), Outcome.ERROR),
        (Fault(), Outcome.WRONG_PRODUCT),
        (Fault(texts=("[]",)), Outcome.WRONG_PRODUCT),
        (Fault(texts=("[{}]",)), Outcome.WRONG_PRODUCT),
        (Fault(texts=(f'{{"printer": "{SAID}"}}',)), Outcome.WRONG_PRODUCT),
        (Fault(texts=(f'[{{"printer": "{SAID}"}}]',)), Outcome.WRONG_PRODUCT),
        (Fault(texts=(f'["{SAID}"]',)), Outcome.WRONG_PRODUCT),
        (Fault(texts=(f"<html>{SAID}",)), Outcome.WRONG_PRODUCT),
        (Fault(texts=("[" * 100_000,)), Outcome.WRONG_PRODUCT),
    ],
    ids=lambda value: json.dumps([value.status, value.log, value.texts])[:60] if isinstance(value, Fault) else None,
)
def test_a_fault_is_told_from_others_without_the_vendor_s_words(fault: Fault, outcome: Outcome, trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        simulator.next_faults.append(fault)
        found = tried(trial, simulator.file())
        assert (found.outcome, found.product_version) == (outcome, ""), found


def test_trouble_that_passes_is_waited_out(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        simulator.next_faults.extend([Fault("UNAVAILABLE"), Fault(log="collect: Timeout Error: x")])
        assert tried(trial, simulator.file()).outcome is Outcome.OK


@pytest.mark.parametrize("fault", [Fault(hangs=True), Fault(log="Starting query execution.", hangs=True)])
def test_an_answer_that_never_ends_is_not_waited_for(fault: Fault, trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        simulator.next_faults.append(fault)
        found = tried(trial, simulator.file(), HURRIED)
        assert found.outcome is Outcome.UNREACHABLE
        # It is the call that ended, and not only the wait for it.
        assert "takes the connection and does not answer in time" in found.advice


@pytest.mark.parametrize("texts", [("x" * 200_000,), ("x" * 90_000,) * 5], ids=["one message", "many messages"])
def test_what_is_too_large_is_given_up(texts: tuple[str, ...], trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        simulator.next_faults.append(Fault(texts=texts))
        found = tried(trial, simulator.file(), SMALL)
        assert (found.outcome, "larger" in found.advice) == (Outcome.ERROR, True)


def test_the_very_credential_is_tried(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        file = simulator.file()
        assert tried(trial, file).outcome is Outcome.OK
        simulator.password = "another one since"
        assert tried(trial, file).outcome is Outcome.REFUSED_CREDENTIALS
        assert tried(trial, simulator.file()).outcome is Outcome.OK


def test_a_certificate_that_another_ca_signed_is_refused(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        stranger = Authority.made().client("watchfloor", simulator.password)
        file = simulator.file(client_cert=stranger.certificate, client_private_key=stranger.key)
        assert tried(trial, file).outcome is Outcome.REFUSED_CREDENTIALS
        assert simulator.requests == []


def test_a_certificate_that_has_expired_is_not_sent(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        found = tried(trial, simulator.file(lasts=timedelta(days=-1)))
        assert (found.outcome, "expired" in found.advice) == (Outcome.REFUSED_CREDENTIALS, True)
        assert simulator.requests == []


def test_a_server_that_another_ca_signed_is_not_believed(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        found = tried(trial, simulator.file(ca_certificate=Authority.made().certificate))
        assert (found.outcome, "CA" in found.advice) == (Outcome.TLS_FAILED, True)
        assert simulator.requests == []


def test_a_server_whose_certificate_has_expired_is_not_believed(trial: Trial) -> None:
    with VelociraptorSimulator(lasts=timedelta(days=-1)) as simulator:
        found = tried(trial, simulator.file())
        assert (found.outcome, "expired" in found.advice) == (Outcome.TLS_FAILED, True)
        assert simulator.requests == []


def test_who_is_no_velociraptor_is_not_believed(trial: Trial) -> None:
    """Even with a certificate of its CA, as its clients have: a server is called VelociraptorServer."""
    with VelociraptorSimulator(server_name="localhost") as simulator:
        found = tried(trial, simulator.file())
        assert (found.outcome, "8001" in found.advice) == (Outcome.TLS_FAILED, True)
        assert simulator.requests == []


def test_who_speaks_no_tls_is_told_from_who_is_not_believed(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator, faulty_server(answers("400 Bad Request")) as server:
        found = tried(trial, simulator.file(api_connection_string=server.url.removeprefix("http://")))
        assert (found.outcome, "speak TLS" in found.advice) == (Outcome.TLS_FAILED, True)


def test_who_is_believed_and_speaks_no_grpc_is_another_product(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        own = simulator.authority.server("VelociraptorServer")
        server = SimulationServer(("127.0.0.1", 0), lambda _: Reply(), OwnCertificate(own.certificate, own.key, ""))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            found = tried(trial, simulator.file(api_connection_string=f"127.0.0.1:{server.server_address[1]}"))
        finally:
            server.stop()
            thread.join()
        assert (found.outcome, "no gRPC" in found.advice) == (Outcome.WRONG_PRODUCT, True)


@pytest.mark.parametrize("behaviour", [hangs, hangs_up])
def test_a_handshake_that_comes_to_nothing_is_not_waited_for(behaviour: object, trial: Trial) -> None:
    with VelociraptorSimulator() as simulator, faulty_server(behaviour) as server:  # type: ignore[arg-type]  # one of two
        found = tried(trial, simulator.file(api_connection_string=server.url.removeprefix("http://")), HURRIED)
        assert found.outcome in (Outcome.UNREACHABLE, Outcome.TLS_FAILED)


def test_where_nobody_listens_it_is_unreachable(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        file = simulator.file()
    assert tried(trial, file).outcome is Outcome.UNREACHABLE


def test_it_connects_only_where_it_may(trial: Trial) -> None:
    with VelociraptorSimulator() as simulator:
        file = simulator.file()
        assert tried(trial, file, addresses=AddressRules()).outcome is Outcome.UNREACHABLE
        own = AddressRules(allows_loopback=True, own=(("localhost", simulator.port),))
        assert "itself" in tried(trial, file, addresses=own).advice
        metadata = simulator.file(api_connection_string="169.254.169.254:8001")
        assert "metadata" in tried(trial, metadata).advice
        assert simulator.requests == []


def test_a_name_is_looked_up_once_and_that_address_is_dialled(trial: Trial) -> None:
    """A second look by gRPC could find another one."""
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        looked_up.append(host)
        return ("127.0.0.1",)

    with VelociraptorSimulator() as simulator:
        file = simulator.file(api_connection_string=f"velociraptor.invalid:{simulator.port}")
        found = tried(trial, file, addresses=AddressRules(allows_loopback=True, resolve=resolve))
        assert found.outcome is Outcome.OK
    assert looked_up == ["velociraptor.invalid"]


def test_no_proxy_of_the_environment_is_asked(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    with VelociraptorSimulator() as simulator, faulty_server(hangs) as proxy:
        for name in ("http_proxy", "https_proxy", "grpc_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert tried(trial, simulator.file()).outcome is Outcome.OK
        assert proxy.connections == 0
