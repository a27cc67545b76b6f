"""Passwords that nobody can guess."""

from __future__ import annotations

import secrets
from typing import Final

# Without look-alikes, since people read these from a terminal and type them.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY346789"
_LENGTH: Final = 24
"""Characters; 24 of these 50 have 135 bits of entropy."""


class RandomPasswords:
    """Makes passwords from the operating system's randomness, as ``PasswordMaker``."""

    def new(self) -> str:
        """Returns a new password of 24 characters, in groups of six."""
        text = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        return "-".join(text[start : start + 6] for start in range(0, _LENGTH, 6))
