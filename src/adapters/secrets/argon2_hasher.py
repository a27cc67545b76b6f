"""Password hashes by Argon2id."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

MOST_AT_A_TIME: Final = 2
"""Each hash takes 64 MiB while it runs (RFC 9106, section 4, second recommended option); more of them wait."""


class Argon2Hasher:
    """Hashes passwords, as ``PasswordHasher`` of the domain."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._turns = BoundedSemaphore(MOST_AT_A_TIME)
        self._nobodys: str | None = None

    def hash(self, password: str) -> str:
        """Returns a salted hash in the PHC string format, which carries its own parameters."""
        with self._turns:
            return self._hasher.hash(password)

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Tells whether the password is the one that was hashed; costs the same for a user who does not exist."""
        # Made whoever asks, so that the first stranger does not wait longer than the first user.
        nobodys = self._nobodys_hash()
        fits = self._check(password, nobodys if password_hash is None else password_hash)
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Tells whether a hash was made with other parameters than are used now."""
        return self._hasher.check_needs_rehash(password_hash)

    def _check(self, password: str, password_hash: str) -> bool:
        with self._turns:
            try:
                return self._hasher.verify(password_hash, password)
            except (VerificationError, InvalidHashError):
                return False

    def _nobodys_hash(self) -> str:
        # Made with the same parameters as everybody's, so that checking against it takes as long.
        if self._nobodys is None:
            self._nobodys = self.hash("nobody has this password")
        return self._nobodys
