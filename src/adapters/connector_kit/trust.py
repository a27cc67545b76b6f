"""Which certificates of products are believed: those of known CAs, those of one CA, or one alone."""

from __future__ import annotations

import hmac
import re
import ssl
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Final

import certifi
from attrs import frozen

from adapters.connector_kit.http_fields import CA_CERTIFICATE, CERTIFICATE_SHA256
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import InvalidInputError

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")
_PIN_ADVICE: Final = (
    "Its certificate is not the one whose fingerprint was given: find out why, and give the new one's if that is right."
)


@frozen
class Trust:
    """Which certificates of one product are believed.

    Attributes:
        ca_certificate: PEM of the only CAs that are believed; empty for those that the system or ``certifi`` knows.
        fingerprint: SHA-256 of the only certificate that is, in lower-case digits; empty for no such one.
    """

    ca_certificate: str = ""
    fingerprint: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Trust:
        """Returns what a connector's values say.

        Raises:
            InvalidInputError: They do not go together, or are none.
        """
        pem = values.get(CA_CERTIFICATE, "")
        fingerprint = values.get(CERTIFICATE_SHA256, "").replace(":", "").replace(" ", "").lower()
        if pem and fingerprint:
            raise InvalidInputError(f"values.{CERTIFICATE_SHA256}", "must not be given beside a CA certificate")
        if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
            raise InvalidInputError(f"values.{CERTIFICATE_SHA256}", "must be 64 hexadecimal digits")
        trust = cls(pem, fingerprint)
        try:
            trust.context()
        except (ssl.SSLError, ValueError):
            raise InvalidInputError(f"values.{CA_CERTIFICATE}", "must be one or more certificates in PEM") from None
        return trust

    def context(self) -> ssl.SSLContext:
        """Returns what TLS is made by."""
        if self.fingerprint:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            # Instead of these two, `check` looks at the certificate itself, before anything is sent.
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            return context
        if self.ca_certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            # Beside its certificates, a file may have words in any script, which OpenSSL passes by and Python refuses.
            context.load_verify_locations(cadata=self.ca_certificate.encode("ascii", "replace").decode())
            # What was given is believed, though it may itself be signed by somebody.
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            return context
        return _public_context()

    def check(self, certificate: bytes | None) -> None:
        """Refuses a certificate that is not the pinned one, where one is.

        Args:
            certificate: That of the product (DER).

        Raises:
            ConnectorError: It is another one.
        """
        if self.fingerprint and not hmac.compare_digest(sha256(certificate or b"").hexdigest(), self.fingerprint):
            raise ConnectorError(Outcome.TLS_FAILED, _PIN_ADVICE)


@cache
def _public_context() -> ssl.SSLContext:
    # Made by hand: `create_default_context` would write TLS keys to a file that the environment names.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    return context
