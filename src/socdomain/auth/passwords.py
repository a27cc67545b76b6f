"""Which passwords may be chosen: long enough and hard to guess; any character, and no rules of composition.

NIST SP 800-63B section 3.1.1.2 asks for the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import Final, Protocol

from socdomain.errors import InvalidInputError

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256
LEAST_SCORE: Final = 3


class RatesPasswords(Protocol):
    """Tells how hard passwords are to guess."""

    def score(self, password: str, known: Collection[str]) -> int:
        """Returns a score as zxcvbn has it (Wheeler, USENIX Security 2016): 0, guessed at once, to 4, hard to guess.

        Args:
            password: The password.
            known: What whoever guesses would try first, such as the login name.
        """
        ...


def normal_password(password: str) -> str:
    """Returns the form in which a password is hashed, the same on every keyboard (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", password)


def good_password(password: str, rating: RatesPasswords, *, known: Collection[str], field: str = "new_password") -> str:
    """Returns a password that somebody chose, in the form in which it is hashed.

    Args:
        password: As it was written.
        rating: Tells how hard it is to guess.
        known: What whoever guesses would try first.
        field: What the caller calls it.

    Raises:
        InvalidInputError: It is too short, too long, or too easy to guess.
    """
    # Normalising may make a text eighteen times longer.
    if len(password) > LONGEST_PASSWORD or len(normal_password(password)) > LONGEST_PASSWORD:
        raise InvalidInputError(field, f"must have at most {LONGEST_PASSWORD} characters")
    password = normal_password(password)
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInputError(field, f"must have at least {SHORTEST_PASSWORD} characters")
    if rating.score(password, known) < LEAST_SCORE:
        raise InvalidInputError(field, "is too easy to guess; several unrelated words are hard to guess")
    return password
