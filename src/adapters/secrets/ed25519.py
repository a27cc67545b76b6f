"""Signatures with Ed25519 (RFC 8032)."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from socdomain.audit.public_keys import PublicKey


class Ed25519Keys:
    """Signs with one key, and knows its signatures and those of the keys before it, as ``AuditKeys``.

    Args:
        key: The private key, 32 random bytes; whoever has it can sign as this platform.
        retired: Private keys that signed before.
    """

    def __init__(self, key: bytes, retired: Iterable[bytes] = ()) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(key)
        public = (self._private, *map(Ed25519PrivateKey.from_private_bytes, retired))
        self._public = {named.key_id: named for named in map(_public, public)}
        self._key_id = _public(self._private).key_id

    @property
    def key_id(self) -> str:
        """Which key it is: follows from the public key, and tells nothing of the private one."""
        return self._key_id

    @property
    def public_keys(self) -> tuple[PublicKey, ...]:
        """The keys whose signatures count, that of now first."""
        return tuple(self._public.values())

    def sign(self, message: bytes) -> bytes:
        """Returns the signature of a message, 64 bytes."""
        return self._private.sign(message)

    def knows(self, key_id: str) -> bool:
        """Tells whether a key is one of these."""
        return key_id in self._public

    def verifies(self, message: bytes, signature: bytes, *, key_id: str) -> bool:
        """Tells whether a signature of a message is good; never by another key."""
        if not self.knows(key_id):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self._public[key_id].raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def _public(private: Ed25519PrivateKey) -> PublicKey:
    return PublicKey(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
