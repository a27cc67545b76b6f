"""Signatures with Ed25519 (RFC 8032)."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Ed25519Keys:
    """Signs with one key and knows its signatures, as ``AuditKeys``.

    Args:
        key: The private key, 32 random bytes; whoever has it can sign as this platform.
    """

    def __init__(self, key: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(key)
        self._public = self._private.public_key()
        public = self._public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._key_id = hashlib.sha256(b"key id:" + public).hexdigest()[:16]

    @property
    def key_id(self) -> str:
        """Which key it is: follows from the public key, and tells nothing of the private one."""
        return self._key_id

    def sign(self, message: bytes) -> bytes:
        """Returns the signature of a message, 64 bytes."""
        return self._private.sign(message)

    def knows(self, key_id: str) -> bool:
        """Tells whether a key is this one."""
        return key_id == self._key_id

    def verifies(self, message: bytes, signature: bytes, *, key_id: str) -> bool:
        """Tells whether a signature of a message is good; never by another key."""
        if not self.knows(key_id):
            return False
        try:
            self._public.verify(signature, message)
        except InvalidSignature:
            return False
        return True
