"""The central directory of a zip (PKWARE's APPNOTE 6.3.10), read in pieces; nothing is ever unpacked.

What it says of an entry is what the archive's maker wanted it to say: only unpacking would tell how long an entry is.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Final

from attrs import define, field, frozen

from socdomain.errors import WatchfloorError

MOST_READ_BYTES: Final = 8 * 1024 * 1024
"""How much of an archive is read at most; about 80,000 entries with usual names."""

Read = Callable[[int, int], bytes]
"""Returns bytes from a place on: at most so many, fewer where the file has ended."""

_PIECE_BYTES: Final = 256 * 1024
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LONGEST_COMMENT: Final = 0xFFFF
_ELSEWHERE: Final = 0xFFFFFFFF
"""Stands where a number of 64 bits is kept in the extra field of the entry (section 4.4.1.4)."""
_OF_64_BITS: Final = 0x0001

_ENCRYPTED: Final = 0x0001 | 0x0040 | 0x2000
"""Bits 0, 6 and 13 of the flags: traditional, strong, and that of the directory (section 4.4.4)."""
_IS_UTF_8: Final = 0x0800


class NotAnArchiveError(WatchfloorError):
    """A file that is no zip, or one whose directory cannot be found."""


@frozen
class ZipEntry:
    """What the directory says of an entry.

    Attributes:
        name: Its name, as it stands there.
        size_bytes: How long it is said to be.
        packed_bytes: How many bytes of the archive it is said to take.
        method: By which it is packed (section 4.4.5): 0 for not at all, 8 for Deflate.
        is_encrypted: Whether it takes a password.
        modified: When it was last changed, by the clock of whoever made the archive, without a zone; empty for none.
        starts_at: Where in the file it begins.
    """

    name: str
    size_bytes: int
    packed_bytes: int
    method: int
    is_encrypted: bool
    modified: str
    starts_at: int

    @property
    def is_folder(self) -> bool:
        """Whether it is said to be a folder."""
        return self.name.endswith("/")


@frozen
class _Place:
    """Where the directory is.

    Attributes:
        start: Its first byte in the file.
        size_bytes: Its length.
        count: How many entries it is said to have.
        before_bytes: What stands before the archive, by which its own places are off.
        after_bytes: What stands behind its end.
    """

    start: int
    size_bytes: int
    count: int
    before_bytes: int
    after_bytes: int


@define
class ZipDirectory:
    """A directory that is read once, from its first entry on.

    Args:
        read: Reads the file.
        file_bytes: Its length.

    Attributes:
        place: Where it is.
        trouble: Why reading ended before its end; empty where it did not.

    Raises:
        NotAnArchiveError: There is none.
    """

    _read: Read
    _file_bytes: int
    place: _Place = field(init=False)
    trouble: str = field(init=False, default="")
    _left_bytes: int = field(init=False, default=MOST_READ_BYTES)

    def __attrs_post_init__(self) -> None:
        self.place = self._find()

    def entries(self) -> Iterator[tuple[ZipEntry, int]]:
        """Yields the entries, each with the place up to which it reaches at least."""
        at, end = self.place.start, self.place.start + self.place.size_bytes
        # What is held is passed over, and not cut off entry by entry: there may be a hundred thousand.
        held, first = b"", 0
        while at < end or first < len(held):
            wanted = self._whole_entry(held, first)
            if wanted > len(held) - first:
                piece = self._take(at, min(_PIECE_BYTES, end - at))
                if not piece:
                    self.trouble = self.trouble or "the directory ends within an entry"
                    return
                at, held, first = at + len(piece), held[first:] + piece, 0
                continue
            if wanted < 0:
                self.trouble = "the directory holds something that is no entry"
                return
            yield self._entry(held[first : first + wanted])
            first += wanted

    def _whole_entry(self, held: bytes, first: int) -> int:
        """Returns the length of an entry, as far as it is known; -1 where there is none."""
        if len(held) - first < _ENTRY.size:
            return _ENTRY.size
        parts = _ENTRY.unpack_from(held, first)
        return _ENTRY.size + parts[10] + parts[11] + parts[12] if parts[0] == b"PK\x01\x02" else -1

    def _entry(self, held: bytes) -> tuple[ZipEntry, int]:
        parts = _ENTRY.unpack_from(held)
        flags, method, time, date = parts[3:7]
        packed_bytes, size_bytes, name_bytes, extra_bytes = parts[8:12]
        name = held[_ENTRY.size : _ENTRY.size + name_bytes]
        extra = held[_ENTRY.size + name_bytes :][:extra_bytes]
        numbers = _of_64_bits(extra)
        size_bytes, packed_bytes, starts_at = (
            next(numbers, number) if number == _ELSEWHERE else number
            for number in (size_bytes, packed_bytes, parts[16])
        )
        starts_at += self.place.before_bytes
        entry = ZipEntry(
            name=_decoded(name, is_utf_8=bool(flags & _IS_UTF_8)),
            size_bytes=size_bytes,
            packed_bytes=packed_bytes,
            method=method,
            is_encrypted=bool(flags & _ENCRYPTED),
            modified=_time(date, time),
            starts_at=starts_at,
        )
        # In front of its data stand 30 bytes and its name once more (section 4.3.7).
        return entry, starts_at + 30 + name_bytes + packed_bytes

    def _find(self) -> _Place:
        start = max(0, self._file_bytes - _END.size - _LONGEST_COMMENT - _LOCATOR_64.size)
        tail = self._take(start, self._file_bytes - start)
        if len(tail) < self._file_bytes - start:
            raise NotAnArchiveError("the file is shorter than it was when it was stored")
        at = _end_in(tail)
        if at is None:
            raise NotAnArchiveError("the file is no zip: it has no end of a central directory")
        _, disk, first_disk, _, count, size_bytes, offset, comment_bytes = _END.unpack_from(tail, at)
        after_bytes = len(tail) - at - _END.size - comment_bytes
        end = start + at
        if found := self._find_of_64_bits(tail, at, end):
            end, disk, first_disk, count, size_bytes, offset = found
        if disk or first_disk:
            raise NotAnArchiveError("the archive is one of several that belong together")
        before_bytes = end - size_bytes - offset
        if before_bytes < 0:
            raise NotAnArchiveError("the directory of the zip is not where it is said to be")
        return _Place(end - size_bytes, size_bytes, count, before_bytes, max(0, after_bytes))

    def _find_of_64_bits(self, tail: bytes, at: int, end: int) -> tuple[int, int, int, int, int, int] | None:
        if at < _LOCATOR_64.size:
            return None
        mark, _, offset, _ = _LOCATOR_64.unpack_from(tail, at - _LOCATOR_64.size)
        if mark != b"PK\x06\x07":
            return None
        # Where something stands before the archive, its own places are off; usually it is right before the locator.
        for place in (offset, end - _LOCATOR_64.size - _END_64.size):
            held = self._take(place, _END_64.size) if 0 <= place < end else b""
            if len(held) == _END_64.size and held.startswith(b"PK\x06\x06"):
                _, _, _, _, disk, first_disk, _, count, size_bytes, start = _END_64.unpack(held)
                return place, disk, first_disk, count, size_bytes, start
        return None

    def _take(self, first: int, count: int) -> bytes:
        """Reads, within what may be read of one archive."""
        if count > self._left_bytes:
            self.trouble = f"the directory is longer than the {MOST_READ_BYTES} bytes that are read of one"
            count = self._left_bytes
        taken = self._read(first, count) if count > 0 else b""
        self._left_bytes -= len(taken)
        return taken


def _end_in(tail: bytes) -> int | None:
    """Returns where the end of the directory stands: the last that fits, or else the last that there is."""
    fallback, at = None, len(tail)
    while (at := tail.rfind(b"PK\x05\x06", 0, at)) >= 0:
        if at + _END.size <= len(tail):
            comment_bytes = _END.unpack_from(tail, at)[7]
            if at + _END.size + comment_bytes == len(tail):
                return at
            fallback = at if fallback is None else fallback
        # Found again would be the same one: what is looked through ends before its last letter.
        at += 3
    return fallback


def _of_64_bits(extra: bytes) -> Iterator[int]:
    at = 0
    while at + 4 <= len(extra):
        kind, size_bytes = struct.unpack_from("<2H", extra, at)
        if kind == _OF_64_BITS:
            held = extra[at + 4 : at + 4 + size_bytes]
            yield from (int.from_bytes(held[place : place + 8], "little") for place in range(0, len(held) - 7, 8))
            return
        at += 4 + size_bytes


def _decoded(name: bytes, *, is_utf_8: bool) -> str:
    # Without the flag it is IBM's code page 437 (appendix D), which takes every byte: what lies is shown all the same.
    try:
        return name.decode("utf-8" if is_utf_8 else "cp437")
    except UnicodeDecodeError:
        return name.decode("cp437")


def _time(date: int, time: int) -> str:
    year, month, day = (date >> 9) + 1980, (date >> 5) & 15, date & 31
    hour, minute, second = time >> 11, (time >> 5) & 63, (time & 31) * 2
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60):
        return ""
    return f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
