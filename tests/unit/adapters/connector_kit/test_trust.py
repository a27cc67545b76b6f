"""What is given about certificates is looked at when it is given."""

from __future__ import annotations

import pytest

from adapters.connector_kit.certificates import own_certificate
from adapters.connector_kit.http_fields import CA_CERTIFICATE, CERTIFICATE_SHA256
from adapters.connector_kit.trust import Trust
from socdomain.errors import InvalidInputError

OWN = own_certificate()


def test_one_or_several_certificates_may_be_given() -> None:
    pem = OWN.certificate
    assert Trust.of({CA_CERTIFICATE: pem}) == Trust(pem)
    both = pem + own_certificate().certificate
    assert Trust.of({CA_CERTIFICATE: both}).context().cert_store_stats()["x509"] == 2
    assert Trust.of({}) == Trust()


def test_words_beside_a_certificate_are_passed_by_whatever_their_script() -> None:
    pem = f"Inhaber: CN = Zürich 東京\n{OWN.certificate}"
    assert Trust.of({CA_CERTIFICATE: pem}).context().cert_store_stats()["x509"] == 1


@pytest.mark.parametrize(
    "pem",
    [
        "no-certificate",
        "Zürich",
        OWN.certificate.replace("M", "é"),
        OWN.key,
        OWN.certificate[:200],
        "-----BEGIN CERTIFICATE-----\n\n",
    ],
)
def test_what_is_no_certificate_is_refused_unquoted(pem: str) -> None:
    with pytest.raises(InvalidInputError, match="PEM") as caught:
        Trust.of({CA_CERTIFICATE: pem})
    assert pem.strip() not in str(caught.value)


@pytest.mark.parametrize("pin", ["0" * 63, "0" * 65, "g" * 64, "sha256:" + "0" * 64])
def test_what_is_no_fingerprint_is_refused(pin: str) -> None:
    with pytest.raises(InvalidInputError, match="64 hexadecimal"):
        Trust.of({CERTIFICATE_SHA256: pin})


def test_a_fingerprint_is_read_as_programs_write_it() -> None:
    digits = OWN.fingerprint
    for written in (digits, digits.upper(), ":".join(digits[at : at + 2] for at in range(0, 64, 2)), f" {digits} "):
        assert Trust.of({CERTIFICATE_SHA256: written}) == Trust(fingerprint=digits)


def test_both_would_say_two_things() -> None:
    with pytest.raises(InvalidInputError, match="beside"):
        Trust.of({CA_CERTIFICATE: OWN.certificate, CERTIFICATE_SHA256: OWN.fingerprint})
