"""Text that no stored row can hold, so that looking for it finds nothing instead of failing in a driver."""

from __future__ import annotations

import re

# PostgreSQL keeps no NUL in text, and neither database keeps halves of surrogate pairs.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def cannot_be_stored(*texts: str | None) -> bool:
    """Tells whether one of the texts cannot be in any row."""
    return any(text is not None and _UNSTORABLE.search(text) for text in texts)
