"""A token that looks different on each page.

Pages are compressed, and what somebody searched for stands in them beside the token. Who could send searches and see
how long the answers are would find a token that stays the same, letter by letter (CVE-2013-3587, called BREACH).
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

_TOKEN_LENGTH: Final = 43


def masked(token: str) -> str:
    """Returns a token beside a mask of this moment; 116 URL-safe characters.

    Args:
        token: 43 characters of ASCII.
    """
    mask = secrets.token_bytes(_TOKEN_LENGTH)
    return urlsafe_b64encode(mask + _crossed(token.encode("ascii"), mask)).rstrip(b"=").decode()


def unmasked(sent: str) -> str:
    """Returns the token behind a mask; what was sent, where it has none: scripts know the token itself."""
    if len(sent) <= _TOKEN_LENGTH:
        return sent
    try:
        data = urlsafe_b64decode(sent + "=" * (-len(sent) % 4))
        return _crossed(data[_TOKEN_LENGTH:], data[:_TOKEN_LENGTH]).decode("ascii")
    except ValueError:
        return ""


def _crossed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
