"""Writing a bundle's zip as it goes out, whatever comes in; nothing of an entry is kept but its numbers."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import define, field, frozen

from socdomain.artifacts.bundle.zip_form import ZipEntry, behind_data, central_header, local_header, tail

_DIRECTORY_AT_ONCE: Final = 1_000


@frozen
class Written:
    """An entry that has gone out.

    Attributes:
        name: Its name.
        size_bytes: Its length.
        sha256: SHA-256 over its data, in hexadecimal digits.
    """

    name: str
    size_bytes: int
    sha256: str


@define
class ZipWriter:
    """Makes the bytes of a zip: ``entry`` for each, one after the other, and then ``end``.

    Attributes:
        written: The entries that have gone out.
    """

    written: list[Written] = field(factory=list, init=False)
    _entries: list[ZipEntry] = field(factory=list, init=False)
    _offset: int = field(default=0, init=False)

    def entry(self, name: str, data: Iterable[bytes]) -> Iterator[bytes]:
        """Yields an entry; what its data raises is passed on, and then the zip is none.

        Args:
            name: Its name, ASCII.
            data: Its bytes, in chunks of any length.
        """
        digest, crc32, size_bytes = hashlib.sha256(), 0, 0
        yield local_header(name)
        for chunk in data:
            digest.update(chunk)
            crc32 = zlib.crc32(chunk, crc32)
            size_bytes += len(chunk)
            yield chunk
        entry = ZipEntry(name, size_bytes, crc32, self._offset)
        yield behind_data(entry)
        self._offset = entry.end
        self._entries.append(entry)
        self.written.append(Written(name, size_bytes, digest.hexdigest()))

    def end(self) -> Iterator[bytes]:
        """Yields the directory, and what stands behind it."""
        directory_bytes = 0
        for start in range(0, len(self._entries), _DIRECTORY_AT_ONCE):
            part = b"".join(map(central_header, self._entries[start : start + _DIRECTORY_AT_ONCE]))
            directory_bytes += len(part)
            yield part
        yield tail(len(self._entries), directory_bytes, self._offset)
