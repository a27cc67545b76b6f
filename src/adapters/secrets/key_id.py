"""What a key is called where the key itself must not be written."""

from __future__ import annotations

import hashlib


def key_id(key: bytes) -> str:
    """Returns the id of a key: 16 hexadecimal digits that follow from it, and from which it does not follow.

    Args:
        key: Random bytes; of a key that can be guessed the id could be looked up.
    """
    return hashlib.sha256(b"key id:" + key).hexdigest()[:16]
