"""What the audit log needs: keys that sign, and a place outside the database to keep what was signed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from socdomain.audit.public_keys import PublicKey


class SignsAudit(Protocol):
    """Signs with the key of now."""

    @property
    def key_id(self) -> str:
        """Which key it is."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Returns the signature of a message."""
        ...


class VerifiesSignatures(Protocol):
    """Knows the keys whose signatures count."""

    def knows(self, key_id: str) -> bool:
        """Tells whether a key is one of ours."""
        ...

    def verifies(self, message: bytes, signature: bytes, *, key_id: str) -> bool:
        """Tells whether a signature of a message is good; never by an unknown key."""
        ...


class AuditKeys(SignsAudit, VerifiesSignatures, Protocol):
    """Signs, and knows what was signed."""

    @property
    def public_keys(self) -> tuple[PublicKey, ...]:
        """What others verify with, that of now first."""
        ...


class KeepsAnchors(Protocol):
    """Keeps small objects where whoever can write the database cannot change them."""

    def put(self, key: str, body: bytes) -> None:
        """Keeps an object, whole or not at all.

        Args:
            key: Its name, of letters, digits, dots and hyphens, in folders separated by slashes.
            body: Its bytes.
        """
        ...

    def names(self) -> Iterable[str]:
        """Returns the names of all objects, in their order, compared character by character (by code point)."""
        ...

    def get(self, key: str) -> bytes:
        """Returns the bytes of an object.

        Raises:
            NotFoundError: There is none of that name.
        """
        ...
