"""Velociraptor's API client file: where its API is, whom to believe there, and who we are."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv6Address
from typing import Final, TypeVar

import yaml
from attrs import field, frozen
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from adapters.connector_kit.trust import Trust
from socdomain.errors import InvalidInputError

T = TypeVar("T")

FIELD: Final = "api_client"
WHERE: Final = f"values.{FIELD}"

LONGEST_FILE: Final = 65_536
"""In characters."""
LONGEST_KEY: Final = 8_192
"""In characters, of PEM; Velociraptor's own have 1,700. Whether a number is prime takes minutes for one of 60,000."""
MOST_CERTIFICATES: Final = 10
MOST_KEYS: Final = 50

_UNREADABLE: Final = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, ssl.SSLError)
"""What reading certificates and keys raises, some of it only once a part of them is asked for."""

_PUBLIC: Final = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
_NEEDED: Final = ("api_connection_string", "ca_certificate", "client_cert", "client_private_key")
_PLACE: Final = re.compile(r"(?P<host>[\w-]+(?:\.[\w-]+)*\.?|\[(?P<six>[0-9A-Fa-f:.]+)\]):(?P<port>[1-9][0-9]{0,4})")


@frozen
class ApiClientFile:
    """What an API client file says.

    Attributes:
        host: Name or address of the API.
        port: Its port.
        name: Who we are there; empty where the file does not say.
        ca_certificate: PEM of the CA that signed the API's certificate.
        client_certificate: PEM of ours.
        client_key: PEM of the key to ours, not encrypted.
        ends_at: When our certificate ends to be valid, aware UTC.
    """

    host: str
    port: int
    name: str
    ca_certificate: str = field(repr=False)
    client_certificate: str = field(repr=False)
    client_key: str = field(repr=False)
    ends_at: datetime

    @classmethod
    def of(cls, text: str) -> ApiClientFile:
        """Reads a file, as ``velociraptor config api_client`` writes one.

        Raises:
            InvalidInputError: It is none; nothing of it is quoted.
        """
        said = _entries(text)
        for key in _NEEDED:
            if not said.get(key, "").strip():
                raise InvalidInputError(WHERE, f"must have {key}, as the file that Velociraptor writes does")
        place = _PLACE.fullmatch(said["api_connection_string"].strip())
        if place is None or int(place["port"]) > 65_535 or not _is_address(place["six"]):
            raise InvalidInputError(WHERE, "must have a host and a port as api_connection_string")
        _check_that_it_is_believed(said["ca_certificate"])
        own = _certificates(said["client_cert"], "client_cert")[0]
        _check_that_it_fits(own, said["client_private_key"])
        return cls(
            host=place["six"] or place["host"],
            port=int(place["port"]),
            name=said.get("name", ""),
            ca_certificate=said["ca_certificate"],
            client_certificate=said["client_cert"],
            client_key=said["client_private_key"],
            ends_at=own.not_valid_after_utc.astimezone(UTC),
        )


def _entries(text: str) -> dict[str, str]:
    """Returns the texts of a YAML mapping by their keys; other values are passed by, and no objects are made."""
    if len(text) > LONGEST_FILE:
        raise InvalidInputError(WHERE, f"must be at most {LONGEST_FILE:,} characters long")
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        # Not chained: YAML's errors quote the place, which may be the key.
        top = None
    if not isinstance(top, yaml.MappingNode) or len(top.value) > MOST_KEYS:
        raise InvalidInputError(WHERE, "must be the YAML file that `velociraptor config api_client` writes")
    said: dict[str, str] = {}
    for key, value in top.value:
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode):
            if key.value in said:
                raise InvalidInputError(WHERE, "must have each key once")
            said[key.value] = value.value
    return said


def _certificates(pem: str, key: str) -> list[x509.Certificate]:
    found = _parsed(lambda: x509.load_pem_x509_certificates(pem.encode()))
    if not found or len(found) > MOST_CERTIFICATES:
        raise _no_certificates(key)
    return found


def _no_certificates(key: str) -> InvalidInputError:
    return InvalidInputError(WHERE, f"must have certificates in PEM as {key}")


def _check_that_it_is_believed(pem: str) -> None:
    _certificates(pem, "ca_certificate")
    # What believes it is OpenSSL, which does not read all that can be read.
    if _parsed(Trust(ca_certificate=pem).context) is None:
        raise _no_certificates("ca_certificate")


def _check_that_it_fits(certificate: x509.Certificate, pem: str) -> None:
    if len(pem) > LONGEST_KEY:
        raise InvalidInputError(WHERE, f"must have a client_private_key of at most {LONGEST_KEY:,} characters")
    key = _parsed(lambda: serialization.load_pem_private_key(pem.encode(), password=None))
    if key is None:
        raise InvalidInputError(WHERE, "must have a key in PEM, not encrypted, as client_private_key")
    its = _parsed(lambda: certificate.public_key().public_bytes(*_PUBLIC))
    if its is None or its != _parsed(lambda: key.public_key().public_bytes(*_PUBLIC)):
        raise InvalidInputError(WHERE, "must have the key to its client_cert as client_private_key")


def _parsed(parse: Callable[[], T]) -> T | None:
    try:
        return parse()
    except _UNREADABLE:
        # Not chained: what cannot be read may be a secret.
        return None


def _is_address(six: str | None) -> bool:
    try:
        return six is None or bool(IPv6Address(six))
    except ValueError:
        return False
