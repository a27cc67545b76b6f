"""Parts of an object, and places in it: what they may be in every ``ObjectStore``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from socdomain.errors import InvalidInputError

SMALLEST_PART_BYTES: Final = 5 * 1024 * 1024
"""Bytes of every part but the last; S3 refuses others (AWS, "Amazon S3 multipart upload limits")."""
LARGEST_PART_BYTES: Final = 16 * 1024 * 1024
"""Bytes of a part, which a client of S3 holds in memory while it sends it."""
MOST_PARTS: Final = 10_000
"""Parts of an object, as in S3; with the bound above, an object has at most 156 GiB."""


@frozen
class StoredPart:
    """A part of an object that is not there yet.

    Attributes:
        number: Its place, from 1.
        size_bytes: Its length.
    """

    number: int
    size_bytes: int


@frozen
class UnfinishedUpload:
    """An object that is being put, in parts or at once, or that somebody gave up.

    Attributes:
        upload: What the upload is called; good for ``abort_upload``.
        began_at: When it began, by the clock of the store.
        changed_at: When something of it came last, by the same clock; whoever puts at once may be at work since
            ``began_at`` for long.
    """

    upload: str
    began_at: datetime
    changed_at: datetime


def check_range(first_byte: int, last_byte: int | None) -> None:
    """Refuses places of bytes that cannot be.

    Raises:
        InvalidInputError: The first is below 0, or the last before the first.
    """
    if first_byte < 0:
        raise InvalidInputError("first_byte", "must not be below 0")
    if last_byte is not None and last_byte < first_byte:
        raise InvalidInputError("last_byte", "must not be before the first")


def check_part_number(number: int) -> int:
    """Returns the number of a part.

    Raises:
        InvalidInputError: There can be no such part.
    """
    if not 1 <= number <= MOST_PARTS:
        raise InvalidInputError("number", f"must be from 1 to {MOST_PARTS}")
    return number


def check_part_size(size_bytes: int) -> int:
    """Returns the size of a part, or of as much of it as has come.

    Raises:
        InvalidInputError: It is too large.
    """
    if size_bytes > LARGEST_PART_BYTES:
        raise InvalidInputError("part", f"must have at most {LARGEST_PART_BYTES} bytes")
    return size_bytes


def check_parts(parts: Sequence[StoredPart]) -> None:
    """Refuses parts that do not make an object.

    Args:
        parts: By their numbers.

    Raises:
        InvalidInputError: There are none, one is missing, or one but the last is too small.
    """
    if not parts:
        raise InvalidInputError("parts", "must be at least one")
    for place, part in enumerate(parts, start=1):
        if part.number != place:
            raise InvalidInputError("parts", f"must be all there up to the last; part {place} is missing")
    for part in parts[:-1]:
        if part.size_bytes < SMALLEST_PART_BYTES:
            smallest = f"must have at least {SMALLEST_PART_BYTES} bytes each, but for the last"
            raise InvalidInputError("parts", f"{smallest}; part {part.number} has {part.size_bytes}")
