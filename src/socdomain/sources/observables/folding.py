"""What names have in common: what is trimmed off them, how case is folded, and the words that mean "no name"."""

from __future__ import annotations

import unicodedata

# What is no part of a name at either of its ends: quotation marks, and the spaces of Unicode.
AROUND_NAMES = "\"' \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

# What products write where they have no value.
PLACEHOLDERS = frozenset(
    {"", "-", "--", "?", "*", ".", "..", "n/a", "na", "nil", "null", "none", "unknown", "undefined", "unset"}
    | {"(null)", "(none)", "(unknown)", "(unset)", "<null>", "<none>", "<unknown>"}
    # The audit identifier of what no login began, on Linux: -1, or unsigned.
    | {"-1", "4294967295"}
)


def fold(text: str) -> str:
    """Returns text in the one form that its spellings in other case or other composition have too.

    This is the canonical caseless matching of the Unicode Standard (section 3.13, D145), composed (NFC).
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
