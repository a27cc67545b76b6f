"""Whose certificate is believed, for every kind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.connector_kit.certificates import OwnCertificate, own_certificate
from adapters.connector_kit.http_fields import CA_CERTIFICATE, CERTIFICATE_SHA256
from socdomain.connectors.verification import Outcome
from tests.connectors.faulty_server import answers, faulty_server
from tests.connectors.trials import Trial

GOOD = own_certificate()
EXPIRED = own_certificate(lasts=timedelta(days=-1))
OF_ANOTHER_NAME = own_certificate(["other.example.org"], [])
OF_ANOTHER_ADDRESS = own_certificate([], ["192.0.2.1"])


def test_a_certificate_that_was_given_is_believed(trial: Trial) -> None:
    with trial.simulator(certificate=GOOD) as simulator:
        assert simulator.url.startswith("https://")
        assert trial(simulator.values).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("certificate", "given", "word"),
    [
        (GOOD, {}, "self-signed"),
        (GOOD, {CA_CERTIFICATE: EXPIRED.certificate}, "self-signed"),
        (EXPIRED, {CA_CERTIFICATE: EXPIRED.certificate}, "expired"),
        (OF_ANOTHER_NAME, {CA_CERTIFICATE: OF_ANOTHER_NAME.certificate}, "another"),
        (OF_ANOTHER_ADDRESS, {CA_CERTIFICATE: OF_ANOTHER_ADDRESS.certificate}, "another"),
        (GOOD, {CERTIFICATE_SHA256: EXPIRED.fingerprint}, "fingerprint"),
    ],
    ids=["self-signed", "of another CA", "expired", "another name", "another address", "not the pinned one"],
)
def test_another_certificate_is_not_believed_and_nothing_is_said(
    certificate: OwnCertificate, given: dict[str, str], word: str, trial: Trial
) -> None:
    with trial.simulator(certificate=certificate) as simulator:
        values = {name: value for name, value in simulator.values.items() if name != CA_CERTIFICATE}
        tried = trial({**values, **given})

        assert (tried.outcome, word in tried.advice) == (Outcome.TLS_FAILED, True), tried
        assert simulator.requests == []


@pytest.mark.parametrize("certificate", [GOOD, EXPIRED, OF_ANOTHER_NAME], ids=["good", "expired", "another name"])
@pytest.mark.parametrize("written", ["digits", "with colons"])
def test_a_pinned_certificate_is_believed_whatever_it_says(
    written: str, certificate: OwnCertificate, trial: Trial
) -> None:
    digits = certificate.fingerprint
    pin = digits if written == "digits" else ":".join(digits[at : at + 2] for at in range(0, 64, 2)).upper()
    with trial.simulator(certificate=certificate) as simulator:
        values = {name: value for name, value in simulator.values.items() if name != CA_CERTIFICATE}

        assert trial({**values, CERTIFICATE_SHA256: pin}).outcome is Outcome.OK


def test_who_speaks_no_tls_is_told_from_who_is_not_believed(trial: Trial) -> None:
    with faulty_server(answers("400 Bad Request")) as server:
        tried = trial(trial.values_for(server.url.replace("http:", "https:")))

    assert (tried.outcome, "https" in tried.advice) == (Outcome.TLS_FAILED, True)
