"""How hard passwords are to guess, by zxcvbn."""

from __future__ import annotations

from collections.abc import Collection
from math import isqrt, prod
from threading import Lock
from typing import Final

_LONGEST_RATED: Final = 72
"""Characters that are looked at; it takes time by the square of them, and so many decide already."""
_MOST_WORK: Final = 250_000
"""Of those squares times the ways of reading digits and signs as letters, of which there may be hundreds."""
_TURN: Final = Lock()
"""The library keeps what is known of a user in a dictionary that all of its callers share."""


class ZxcvbnRating:
    """Rates passwords, as ``RatesPasswords``."""

    def score(self, password: str, known: Collection[str]) -> int:
        """Returns 0, guessed at once, to 4, hard to guess."""
        # Its word lists take 20 MiB, and most processes rate no password.
        from zxcvbn import zxcvbn

        with _TURN:
            rated = zxcvbn(password[: _rated(password)], user_inputs=[word for word in known if word])
        return int(rated["score"])


def _rated(password: str) -> int:
    """Returns how many of the characters are looked at: at least 20."""
    from zxcvbn.matching import L33T_TABLE, relevant_l33t_subtable

    ways = prod(map(len, relevant_l33t_subtable(password[:_LONGEST_RATED], L33T_TABLE).values()))
    return min(_LONGEST_RATED, isqrt(_MOST_WORK // ways))
