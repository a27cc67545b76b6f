"""What goes to the clipboard: the value itself, but for what would act where it is put in.

A spreadsheet takes a text that begins with one of a few characters for a formula (OWASP, CSV injection), a terminal
runs what ends in a line break, and characters that turn the direction of writing hide what stands there.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@")
_ACTS: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode: controls, formats, halves of pairs, and separators of lines and paragraphs."""


def copyable(text: str) -> str:
    """Returns a text for the clipboard: on one line, without what cannot be seen, and no formula."""
    kept = "".join(one for one in text if unicodedata.category(one) not in _ACTS)
    return f"'{kept}" if kept.startswith(_FORMULA) else kept
