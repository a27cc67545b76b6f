"""Ranges of a file (RFC 9110 section 14): one at a time, so that what broke off can be taken up again."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from socdomain.errors import WatchfloorError

_ONE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


class RangeNotSatisfiableError(WatchfloorError):
    """A range that begins behind the end of the file.

    Args:
        size_bytes: How long the file is.
    """

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"the file has {size_bytes} bytes")
        self.size_bytes = size_bytes


@frozen
class ByteRange:
    """A part of a file.

    Attributes:
        first: Place of its first byte, from 0.
        last: Place of its last byte.
    """

    first: int
    last: int

    @property
    def size_bytes(self) -> int:
        """Its length."""
        return self.last - self.first + 1


def asked_range(header: str, size_bytes: int) -> ByteRange | None:
    """Returns which part of a file is wanted; None for all of it, as for ranges that this server does not know.

    Args:
        header: The header ``Range``; empty for none.
        size_bytes: How long the file is.

    Raises:
        RangeNotSatisfiableError: There is no byte in it.
    """
    found = _ONE.fullmatch(header.strip().replace(" ", ""))
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        length = min(int(found[2]), size_bytes)
        first, last = size_bytes - length, size_bytes - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size_bytes), size_bytes - 1)
        if found[2] and int(found[2]) < first:
            return None
    if first > last:
        raise RangeNotSatisfiableError(size_bytes)
    return ByteRange(first, last)


def is_matched(header: str, etag: str) -> bool:
    """Tells whether a list of ETags has one (RFC 9110 section 8.8.3.2), or is for whatever is there."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag in tags
