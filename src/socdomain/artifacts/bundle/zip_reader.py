"""Reading the directory of a bundle's zip, and naming every byte around the entries that is not as it was written.

Nothing is unpacked, and nothing of an entry's data is read here. What the directory says is believed of nothing but the
places to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import define, frozen

from socdomain.artifacts.bundle.findings import BundleFindingKind as Kind, Findings
from socdomain.artifacts.bundle.ports import ReadsBundle
from socdomain.artifacts.bundle.zip_form import (
    BEHIND_BYTES,
    CENTRAL,
    CENTRAL_SIGNATURE,
    CENTRAL_ZIP64,
    END_BYTES,
    END_SIGNATURE,
    END_ZIP64,
    END_ZIP64_SIGNATURE,
    TAIL_BYTES,
    ZipEntry,
    behind_data,
    central_header,
    local_header,
    tail,
)

MOST_ENTRIES: Final = 100_000
"""Ten times what a bundle can have."""
_LOOKED_FOR_BYTES: Final = 1024 * 1024
"""How far from the end of the file the end of the zip is looked for."""
_AT_ONCE_BYTES: Final = 64 * 1024
_LONGEST_NAME: Final = 300


@frozen
class Directory:
    """What a zip says of itself.

    Attributes:
        entries: Its entries, in the order of the directory; only those whose data can be read, and no byte twice.
        base: How many bytes stand before the zip.
    """

    entries: tuple[ZipEntry, ...]
    base: int


@frozen
class _End:
    entries: int
    directory_bytes: int
    directory_offset: int
    base: int


def read_directory(bundle: ReadsBundle, findings: Findings) -> Directory | None:
    """Reads a zip's directory, and compares all that stands around its entries with what a bundle has there.

    Args:
        bundle: The zip.
        findings: Takes what is wrong.

    Returns:
        The directory; None where there is none to be read.
    """
    end = _read_end(bundle, findings)
    if end is None:
        return None
    if end.entries > MOST_ENTRIES:
        findings.add(Kind.ARCHIVE, "", f"it says that it has {end.entries} entries; no bundle has so many")
        return None
    walk = _Walk(bundle, end, findings)
    entries = tuple(walk.entries())
    apart = _in_order(entries, end, findings)
    return Directory(tuple(entry for entry in apart if _is_within(entry, end, bundle, findings)), end.base)


def _read_end(bundle: ReadsBundle, findings: Findings) -> _End | None:
    last = bundle.read(max(0, bundle.size_bytes - _LOOKED_FOR_BYTES), _LOOKED_FOR_BYTES)
    place = len(last) - END_BYTES
    if last[max(0, place) :][:4] != END_SIGNATURE:
        place = last.rfind(END_SIGNATURE)
        behind_bytes = len(last) - place - END_BYTES
        if place < 0 or behind_bytes < 0:
            findings.add(Kind.ARCHIVE, "", "it is no whole zip: its end is missing")
            return None
        findings.add(Kind.TRAILING, "", f"{behind_bytes} bytes stand behind the end of the zip")
    found = last[max(0, place + END_BYTES - TAIL_BYTES) : place + END_BYTES]
    if len(found) < TAIL_BYTES or found[:4] != END_ZIP64_SIGNATURE:
        findings.add(Kind.ARCHIVE, "", "the end of the zip is not that of a bundle")
        return None
    entries, directory_bytes, directory_offset = END_ZIP64.unpack(found[: END_ZIP64.size])[-3:]
    behind = len(last) - place - END_BYTES
    base = bundle.size_bytes - behind - TAIL_BYTES - directory_bytes - directory_offset
    if base < 0:
        findings.add(Kind.ARCHIVE, "", f"{-base} bytes are missing before its end")
        return None
    if found != tail(entries, directory_bytes, directory_offset):
        findings.add(Kind.ARCHIVE, "", "the end of the zip is not as bundles are written")
    if base:
        findings.add(Kind.PREPENDED, "", f"{base} bytes stand before the zip, or within it where nothing belongs")
    return _End(entries, directory_bytes, directory_offset, base)


@define
class _Walk:
    """Goes through a directory, from one header to the next."""

    bundle: ReadsBundle
    end: _End
    findings: Findings
    held: bytes = b""
    taken_bytes: int = 0

    def entries(self) -> Iterator[ZipEntry]:
        for number in range(1, self.end.entries + 1):
            fixed = self._take(CENTRAL.size)
            if fixed[:4] != CENTRAL_SIGNATURE or len(fixed) < CENTRAL.size:
                detail = f"its directory cannot be read from entry {number} on"
                self.findings.add(Kind.ARCHIVE, "", detail)
                return
            _, _, _, flags, method, *_, name_bytes, extra_bytes, comment_bytes, _, _, _, _ = CENTRAL.unpack(fixed)
            rest = self._take(name_bytes + extra_bytes + comment_bytes)
            name = rest[:name_bytes].decode("ascii", "backslashreplace")
            if method or flags & 1:
                self.findings.add(Kind.COMPRESSED, name, "it is compressed or encrypted; no entry of a bundle is")
            elif (entry := _entry(name, fixed, rest[name_bytes:])) is None or central_header(entry) != fixed + rest:
                self.findings.add(Kind.ARCHIVE, name, "its part of the directory is not as bundles are written")
            else:
                yield entry
        if self.taken_bytes != self.end.directory_bytes:
            self.findings.add(Kind.ARCHIVE, "", "its directory holds bytes that belong to no entry")

    def _take(self, length: int) -> bytes:
        left_bytes = self.end.directory_bytes - self.taken_bytes
        length = min(length, left_bytes)
        while len(self.held) < length:
            place = self.end.base + self.end.directory_offset + self.taken_bytes + len(self.held)
            more = self.bundle.read(place, min(_AT_ONCE_BYTES, left_bytes - len(self.held)))
            if not more:
                break
            self.held += more
        taken, self.held = self.held[:length], self.held[length:]
        self.taken_bytes += len(taken)
        return taken


def _entry(name: str, fixed: bytes, extra: bytes) -> ZipEntry | None:
    if len(extra) != CENTRAL_ZIP64.size or not name.isascii() or not 0 < len(name) <= _LONGEST_NAME:
        return None
    _, _, _, size_bytes, offset = CENTRAL_ZIP64.unpack(extra)
    return ZipEntry(name, size_bytes, CENTRAL.unpack(fixed)[7], offset)


def _in_order(entries: tuple[ZipEntry, ...], end: _End, findings: Findings) -> list[ZipEntry]:
    """Says where an entry does not begin where the one before ends: a byte belongs to none then, or to two.

    Returns:
        Those that lie behind all before them. The others are left out: 100,000 entries over the same 8 MB would have
        800 GB to be read.
    """
    place, names, apart = 0, set[str](), list[ZipEntry]()
    for entry in entries:
        if entry.name in names:
            findings.add(Kind.DUPLICATE, entry.name, "several entries have this name")
        names.add(entry.name)
        if entry.offset != place:
            findings.add(Kind.ARCHIVE, entry.name, f"it begins at {entry.offset}, where {place} is expected")
        if entry.offset >= place:
            apart.append(entry)
            place = entry.end
    if place != end.directory_offset:
        detail = f"its directory begins at {end.directory_offset}, where {place} is expected"
        findings.add(Kind.ARCHIVE, "", detail)
    return apart


def _is_within(entry: ZipEntry, end: _End, bundle: ReadsBundle, findings: Findings) -> bool:
    """Tells whether an entry's data is there, and looks at what stands around it."""
    if entry.end > end.directory_offset:
        findings.add(Kind.ARCHIVE, entry.name, "it does not end before the directory begins")
        return False
    expected = local_header(entry.name)
    if bundle.read(end.base + entry.offset, len(expected)) != expected:
        findings.add(Kind.ARCHIVE, entry.name, "what stands before its data is not as bundles are written")
    behind = end.base + entry.data_offset + entry.size_bytes
    if bundle.read(behind, BEHIND_BYTES) != behind_data(entry):
        findings.add(Kind.ARCHIVE, entry.name, "what stands behind its data is not as bundles are written")
    return True
