"""Whose signatures count: Ed25519 (RFC 8032), by public keys alone."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from socdomain.audit.public_keys import PublicKey


class Ed25519PublicKeys:
    """Knows public keys, as ``VerifiesSignatures``.

    Args:
        keys: The keys whose signatures count.
    """

    def __init__(self, keys: Iterable[PublicKey]) -> None:
        self._keys = {key.key_id: key for key in keys}

    def key(self, key_id: str) -> PublicKey:
        """Returns a key that is known."""
        return self._keys[key_id]

    def knows(self, key_id: str) -> bool:
        """Tells whether a key is one of these."""
        return key_id in self._keys

    def verifies(self, message: bytes, signature: bytes, *, key_id: str) -> bool:
        """Tells whether a signature of a message is good; never by an unknown key."""
        if not self.knows(key_id):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self._keys[key_id].raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True
