"""How hard passwords are to guess, by zxcvbn."""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock
from typing import Final

_LONGEST_RATED: Final = 72
"""Characters that are looked at; it takes time by the square of them, and so many decide already."""
_TURN: Final = Lock()
"""The library keeps what is known of a user in a dictionary that all of its callers share."""


class ZxcvbnRating:
    """Rates passwords, as ``RatesPasswords``."""

    def score(self, password: str, known: Collection[str]) -> int:
        """Returns 0, guessed at once, to 4, hard to guess."""
        # Its word lists take 20 MiB, and most processes rate no password.
        from zxcvbn import zxcvbn

        with _TURN:
            rated = zxcvbn(password[:_LONGEST_RATED], user_inputs=[word for word in known if word])
        return int(rated["score"])
