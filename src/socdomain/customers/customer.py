"""A customer, the tenant that everything else belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from socdomain.errors import InvalidInputError
from socdomain.ids import CustomerId

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")
LONGEST_FURTHER_CODE = 200
MOST_FURTHER_CODES = 100


def folded(code: str) -> str:
    """Returns the form in which codes are compared: trimmed, without regard to case."""
    return code.strip().casefold()


@frozen
class Customer:
    """A customer.

    Attributes:
        id: Identifier, never shown to be guessed.
        code: Short unique code, such as ``ACME``; 1 to 50 letters, digits, dots, underscores or hyphens.
        name: What people call it; 1 to 200 characters.
        further_codes: Other codes that documents know it by, each at most 200 characters, at most 100.
        created_at: When it was added, aware UTC.
        version: Counts changes, from 1.
    """

    id: CustomerId
    code: str
    name: str
    created_at: datetime
    further_codes: tuple[str, ...] = ()
    version: int = 1

    def __attrs_post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise InvalidInputError("code", "must be 1 to 50 letters, digits, dots, underscores or hyphens")
        if not 1 <= len(self.name.strip()) <= 200:
            raise InvalidInputError("name", "must have 1 to 200 characters")
        if len(self.further_codes) > MOST_FURTHER_CODES:
            raise InvalidInputError("further_codes", f"must be at most {MOST_FURTHER_CODES}")
        for code in self.further_codes:
            if not 1 <= len(code.strip()) <= LONGEST_FURTHER_CODE:
                raise InvalidInputError("further_codes", f"each must have 1 to {LONGEST_FURTHER_CODE} characters")
        if len(self.all_codes) != 1 + len(self.further_codes):
            raise InvalidInputError("further_codes", "must not repeat a code")

    @property
    def all_codes(self) -> frozenset[str]:
        """Every code that means this customer, in the form in which codes are compared."""
        return frozenset({folded(self.code), *map(folded, self.further_codes)})


def clean_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Trims further codes and drops repetitions, keeping their order."""
    return tuple({folded(code): code.strip() for code in codes}.values())
