"""Keys that somebody could guess."""

from __future__ import annotations

import string
from itertools import pairwise
from typing import Final

KEY_BYTES: Final = 32
_FEWEST_DIFFERENT_BYTES: Final = 12
"""Of 32 random bytes about 30 differ; fewer than 12 would come once in more than 10**20 keys."""

_FEWEST_DIFFERENT_STEPS: Final = 8

_PRINTABLE: Final = frozenset(string.printable.encode())


def why_weak(key: bytes) -> str | None:
    """Tells why bytes are no good as a key; None where nothing speaks against them.

    Words, zeros and examples are found by what random bytes never look like, so that no list has to know them all.

    Args:
        key: The bytes.
    """
    if len(key) != KEY_BYTES:
        return f"must have {KEY_BYTES} bytes, not {len(key)}"
    if _PRINTABLE.issuperset(key):
        return "must be random bytes, not text"
    if len(set(key)) < _FEWEST_DIFFERENT_BYTES:
        return "must be random bytes, not a few repeated ones"
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    if len(steps) < _FEWEST_DIFFERENT_STEPS:
        return "must be random bytes, not a sequence"
    return None
