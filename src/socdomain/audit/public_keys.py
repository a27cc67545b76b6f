"""Public keys that others verify with: how they are written, read and told apart; nothing is verified here."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Any, Final

from attrs import field, frozen

from socdomain.errors import WatchfloorError

KEY_BYTES: Final = 32
LARGEST_TEXT: Final = 100_000
"""Characters of what is read; a set of several hundred keys has fewer."""
# SubjectPublicKeyInfo of an Ed25519 key, up to the key (RFC 8410 section 4; the example of section 10.1 begins so).
_SPKI: Final = bytes.fromhex("302a300506032b6570032100")
_PEM: Final = re.compile(r"-----BEGIN PUBLIC KEY-----\s(.*?)-----END PUBLIC KEY-----", re.DOTALL)


class PublicKeyError(WatchfloorError):
    """A text that holds no public key with which a bundle could be signed."""


@frozen
class PublicKey:
    """An Ed25519 public key (RFC 8032).

    Attributes:
        raw: Its 32 bytes.
    """

    raw: bytes = field()

    @raw.validator
    def _check(self, _: object, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise PublicKeyError(f"an Ed25519 public key has {KEY_BYTES} bytes, and this has {len(raw)}")

    @property
    def key_id(self) -> str:
        """What signatures call it: 16 hexadecimal digits that follow from the key."""
        return hashlib.sha256(b"key id:" + self.raw).hexdigest()[:16]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over its SubjectPublicKeyInfo, in hexadecimal digits; people compare it.

        ``openssl pkey -pubin -in key.pem -outform DER | sha256sum`` prints the same.
        """
        return hashlib.sha256(_SPKI + self.raw).hexdigest()

    def jwk(self) -> dict[str, str]:
        """Returns it as a JSON Web Key (RFC 8037 section 2)."""
        x = urlsafe_b64encode(self.raw).rstrip(b"=").decode()
        return {"kty": "OKP", "crv": "Ed25519", "kid": self.key_id, "use": "sig", "alg": "EdDSA", "x": x}


def jwk_set(keys: Iterable[PublicKey]) -> dict[str, list[dict[str, str]]]:
    """Returns public keys as a JWK set (RFC 7517 section 5)."""
    return {"keys": [key.jwk() for key in keys]}


def read_public_keys(text: str) -> tuple[PublicKey, ...]:
    """Reads public keys: a JWK set, one JWK, or PEM (RFC 7468 section 13); keys of other kinds are passed over.

    Args:
        text: At most 100,000 characters.

    Raises:
        PublicKeyError: It holds none, or a private key, which belongs to nobody but who signs.
    """
    if len(text) > LARGEST_TEXT:
        raise PublicKeyError("it is too long to be a public key")
    if "PRIVATE KEY-----" in text:
        raise PublicKeyError("it is a private key; whoever verifies needs the public one alone")
    try:
        found = tuple(_from_pem(text) if "-----BEGIN" in text else _from_jwk(json.loads(text)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PublicKeyError("it is no public key: neither a JWK set nor PEM") from error
    if not found:
        raise PublicKeyError("it holds no Ed25519 public key")
    return found


def _from_pem(text: str) -> Iterable[PublicKey]:
    for body in _PEM.findall(text):
        der = b64decode("".join(body.split()), validate=True)
        if der.startswith(_SPKI):
            yield PublicKey(der[len(_SPKI) :])


def _from_jwk(document: dict[str, Any]) -> Iterable[PublicKey]:
    for key in document.get("keys", [document]):
        if "d" in key:
            raise PublicKeyError("it is a private key; whoever verifies needs the public one alone")
        if (key["kty"], key.get("crv")) == ("OKP", "Ed25519"):
            yield PublicKey(_unpadded(key["x"]))


def _unpadded(text: str) -> bytes:
    if re.fullmatch(r"[A-Za-z0-9_-]*", text) is None:
        raise ValueError("it is not base64url")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
