"""The certificates of a Velociraptor that is none: a CA of its own, the server's, and those of API clients."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, Self

from attrs import field, frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS: Final = timedelta(days=30)
_EARLIER: Final = timedelta(days=60)


@frozen
class Pair:
    """A certificate and its key.

    Attributes:
        certificate: PEM.
        key: PEM, not encrypted.
    """

    certificate: str
    key: str = field(repr=False)


@frozen
class Authority:
    """A CA.

    Attributes:
        certificate: Its certificate, in PEM.
        own: Its certificate.
        key: Its key.
    """

    certificate: str
    own: x509.Certificate = field(repr=False)
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def made(cls) -> Self:
        """Makes one."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Velociraptor CA")])
        own = (
            _builder(name, name, key, LASTS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(_pem(own), own, key)

    def server(self, name: str, lasts: timedelta = LASTS) -> Pair:
        """Makes a server's certificate, for a name."""
        return self._signed([x509.NameAttribute(NameOID.COMMON_NAME, name)], name, lasts)

    def client(self, name: str, password: str, lasts: timedelta = LASTS) -> Pair:
        """Makes a client's certificate, for a user, with a mark of a password that ``mark_in`` finds again."""
        subject = [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, mark_of(password)),
        ]
        return self._signed(subject, None, lasts)

    def _signed(self, subject: list[x509.NameAttribute[str]], server: str | None, lasts: timedelta) -> Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(x509.Name(subject), self.own.subject, key, lasts)
        usage = ExtendedKeyUsageOID.CLIENT_AUTH
        if server is not None:
            usage = ExtendedKeyUsageOID.SERVER_AUTH
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(server)]), critical=False)
        made = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False).sign(self.key, hashes.SHA256())
        pkcs8 = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return Pair(_pem(made), pkcs8.decode())


def mark_of(password: str) -> str:
    """Returns what a client's certificate says of a password."""
    return sha256(password.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def mark_in(pem: bytes) -> str:
    """Returns what a client's certificate says of a password; empty for nothing."""
    found = x509.load_pem_x509_certificate(pem).subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    return str(found[0].value) if found else ""


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + lasts)
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
