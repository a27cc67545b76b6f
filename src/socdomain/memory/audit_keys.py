"""Keys and anchors of the audit log, in memory."""

from __future__ import annotations

import hmac

from attrs import field, frozen

from socdomain.audit.public_keys import PublicKey
from socdomain.errors import NotFoundError


@frozen
class UnsafeAuditKeys:
    """Signs with a key that anybody can read here, as ``AuditKeys``; for tests only.

    Attributes:
        key_id: Which key it is.
    """

    key_id: str = "unsafe-key"

    @property
    def public_keys(self) -> tuple[PublicKey, ...]:
        """None: whoever knows this key can sign with it."""
        return ()

    def sign(self, message: bytes) -> bytes:
        """Returns the signature of a message."""
        return hmac.digest(self.key_id.encode(), message, "sha256")

    def knows(self, key_id: str) -> bool:
        """Tells whether a key is this one."""
        return key_id == self.key_id

    def verifies(self, message: bytes, signature: bytes, *, key_id: str) -> bool:
        """Tells whether a signature of a message is good; never by another key."""
        return self.knows(key_id) and hmac.compare_digest(signature, self.sign(message))


@frozen
class MemoryAnchors:
    """Keeps anchors for as long as the object lives, as ``KeepsAnchors``."""

    _bodies: dict[str, bytes] = field(factory=dict, init=False, repr=False)

    def put(self, key: str, body: bytes) -> None:
        """Keeps an object."""
        self._bodies[key] = body

    def names(self) -> list[str]:
        """Returns the names of all objects, in their order."""
        return sorted(self._bodies)

    def get(self, key: str) -> bytes:
        """Returns the bytes of an object."""
        if key not in self._bodies:
            raise NotFoundError("anchor", key)
        return self._bodies[key]
