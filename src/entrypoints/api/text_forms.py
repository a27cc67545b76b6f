"""How values are written in requests, where the libraries that read them would take more than is meant."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from attrs import frozen


@frozen
class TextForm:
    """How a value is written.

    Attributes:
        pattern: What all of its text matches.
        accepted: What would be accepted, for whoever wrote something else.
    """

    pattern: re.Pattern[str]
    accepted: str

    def fits(self, text: str) -> bool:
        """Tells whether a text has the form; not whether its value exists, as that of 30 February does not."""
        return self.pattern.fullmatch(text) is not None


WHOLE_NUMBER = TextForm(re.compile(r"-?(0|[1-9][0-9]*)"), "must be a whole number, such as 50")
"""Not ``1e1``, not ``1.0`` and not ``01``."""

TIME = TextForm(
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"),
    "must be a time with its zone, such as 2026-08-20T08:00:00Z (RFC 3339)",
)
"""RFC 3339 section 5.6; not seconds since 1970."""


@lru_cache(maxsize=256)
def word_of(kind: type[Enum]) -> TextForm:
    """Returns the form of the words of an enumeration."""
    words = [str(one.value) for one in kind]
    return TextForm(re.compile("|".join(map(re.escape, words))), f"must be one of {', '.join(words)}")
