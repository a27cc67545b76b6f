"""Certificates that simulators make for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address

from attrs import field, frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@frozen
class OwnCertificate:
    """A certificate that signed itself, and its key.

    Attributes:
        certificate: PEM.
        key: PEM, not encrypted.
        fingerprint: SHA-256 of the certificate, in hexadecimal digits.
    """

    certificate: str
    key: str = field(repr=False)
    fingerprint: str


def own_certificate(
    names: Sequence[str] = ("localhost",),
    addresses: Sequence[str] = ("127.0.0.1",),
    *,
    lasts: timedelta = timedelta(days=30),
) -> OwnCertificate:
    """Makes a certificate.

    Args:
        names: Hosts that it is for.
        addresses: Addresses that it is for.
        lasts: How long from now; below zero for one that has expired.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Watchfloor simulator")]), datetime.now(UTC)
    covered = [*map(x509.DNSName, names), *(x509.IPAddress(ip_address(text)) for text in addresses)]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + lasts)
        .add_extension(x509.SubjectAlternativeName(covered), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return OwnCertificate(
        certificate=made.public_bytes(pem).decode(),
        key=key.private_bytes(pem, pkcs8, serialization.NoEncryption()).decode(),
        fingerprint=sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest(),
    )
