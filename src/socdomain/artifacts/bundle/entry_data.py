"""The data of a bundle's entries, read once and in pieces, and held against what is said of it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from typing import Any, Final

from attrs import define, field

from socdomain.artifacts.bundle.custody_lines import LONGEST_LINE_BYTES
from socdomain.artifacts.bundle.findings import BundleFindingKind as Kind, Findings
from socdomain.artifacts.bundle.ports import ReadsBundle
from socdomain.artifacts.bundle.zip_form import ZipEntry
from socdomain.artifacts.bundle.zip_writer import Written
from socdomain.canonical import canonical_json

_AT_ONCE_BYTES: Final = 1024 * 1024


@define
class EntryData:
    """Reads an entry.

    Attributes:
        bundle: The zip.
        base: How many bytes stand before it.
        entry: Which entry.
    """

    bundle: ReadsBundle
    base: int
    entry: ZipEntry
    _digest: Any = field(factory=hashlib.sha256, init=False)
    _crc32: int = field(default=0, init=False)
    _seen_bytes: int = field(default=0, init=False)

    def chunks(self) -> Iterator[bytes]:
        """Yields what has not been read of it yet, at most 1 MiB at a time."""
        while self._seen_bytes < self.entry.size_bytes:
            place = self.base + self.entry.data_offset + self._seen_bytes
            chunk = self.bundle.read(place, min(_AT_ONCE_BYTES, self.entry.size_bytes - self._seen_bytes))
            if not chunk:
                return
            self._digest.update(chunk)
            self._crc32 = zlib.crc32(chunk, self._crc32)
            self._seen_bytes += len(chunk)
            yield chunk

    def lines(self, findings: Findings) -> Iterator[bytes]:
        """Yields its lines without their ends; a line that is too long ends them."""
        held = b""
        for chunk in self.chunks():
            *whole, held = (held + chunk).split(b"\n")
            yield from whole
            if len(held) > LONGEST_LINE_BYTES:
                findings.add(Kind.CHANGED, self.entry.name, "it has a line that is longer than any in a bundle")
                return
        if held:
            findings.add(Kind.CHANGED, self.entry.name, "its last line has no end")
            yield held

    def sha256(self) -> str:
        """Returns SHA-256 over all of it, in hexadecimal digits; reads what has not been read yet."""
        for _ in self.chunks():
            pass
        return str(self._digest.hexdigest())

    def compare(self, expected: Written, findings: Findings) -> None:
        """Reads what has not been read yet, and says where it is not what the manifest says."""
        found = self.sha256()
        if self.entry.size_bytes != expected.size_bytes:
            detail = f"it has {self.entry.size_bytes} bytes, and the manifest says {expected.size_bytes}"
            findings.add(Kind.CHANGED, self.entry.name, detail)
        elif found != expected.sha256:
            detail = f"its SHA-256 is {found}, and the manifest says {expected.sha256}"
            findings.add(Kind.CHANGED, self.entry.name, detail)
        self.check_crc(findings)

    def check_crc(self, findings: Findings) -> None:
        """Says where the zip has a CRC that is not of the data."""
        if self._crc32 != self.entry.crc32:
            findings.add(Kind.ARCHIVE, self.entry.name, "its CRC-32 is not that of its data")


def parsed(line: bytes) -> Any:
    """Returns the JSON value of a line that is written as bundles are; None for any other, and for ``null``."""
    try:
        value = json.loads(line)
        return value if canonical_json(value) == line else None
    except (ValueError, TypeError, RecursionError):
        return None
