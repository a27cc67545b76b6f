"""The bytes around the entries of a bundle, which is a zip of one form only.

APPNOTE.TXT 6.3.10 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) leaves many choices; here each is made
once, so that the same entries are the same bytes, and any other byte is a change: no compression, ZIP64 for every entry
however small, sizes behind the data, no times, no comments, names in ASCII.
"""

from __future__ import annotations

import struct
from typing import Final

from attrs import frozen

NEEDS: Final = 45
"""The version that is needed to extract: 4.5, which has ZIP64 (section 4.4.3.2)."""
MADE_BY: Final = 3 << 8 | NEEDS
"""On Unix, by the same version (section 4.4.2)."""
FLAGS: Final = 1 << 3
"""CRC and sizes stand behind the data (section 4.4.4)."""
STORED: Final = 0
_NO_TIME: Final = 0
_NO_DATE: Final = 1 << 5 | 1
"""1980-01-01, the first day that there is."""
_ATTRIBUTES: Final = 0o100644 << 16
_IN_ZIP64: Final = 0xFFFFFFFF
"""The value is in the ZIP64 part instead (section 4.4.8)."""
_COUNT_IN_ZIP64: Final = 0xFFFF

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LOCAL_ZIP64: Final = struct.Struct("<2H2Q")
_BEHIND: Final = struct.Struct("<4sL2Q")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
CENTRAL_ZIP64: Final = struct.Struct("<2H3Q")
END_ZIP64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_END: Final = struct.Struct("<4s4H2LH")

CENTRAL_SIGNATURE: Final = b"PK\x01\x02"
END_ZIP64_SIGNATURE: Final = b"PK\x06\x06"
END_SIGNATURE: Final = b"PK\x05\x06"

BEHIND_BYTES: Final = _BEHIND.size
END_BYTES: Final = _END.size
TAIL_BYTES: Final = END_ZIP64.size + _LOCATOR.size + _END.size


@frozen
class ZipEntry:
    """An entry of a bundle.

    Attributes:
        name: Its name, ASCII.
        size_bytes: The length of its data.
        crc32: CRC-32 over the data (ISO 3309), as zip has it.
        offset: Place of its header, from the beginning of the zip.
    """

    name: str
    size_bytes: int
    crc32: int
    offset: int

    @property
    def data_offset(self) -> int:
        """Place of the first byte of its data."""
        return self.offset + len(local_header(self.name))

    @property
    def end(self) -> int:
        """Place after all that belongs to it."""
        return self.data_offset + self.size_bytes + BEHIND_BYTES


def local_header(name: str) -> bytes:
    """Returns what stands before an entry's data (sections 4.3.7 and 4.5.3)."""
    fixed = _LOCAL.pack(
        b"PK\x03\x04",
        NEEDS,
        FLAGS,
        STORED,
        _NO_TIME,
        _NO_DATE,
        0,
        _IN_ZIP64,
        _IN_ZIP64,
        len(name),
        _LOCAL_ZIP64.size,
    )
    return fixed + name.encode("ascii") + _LOCAL_ZIP64.pack(1, _LOCAL_ZIP64.size - 4, 0, 0)


def behind_data(entry: ZipEntry) -> bytes:
    """Returns what stands behind an entry's data (section 4.3.9)."""
    return _BEHIND.pack(b"PK\x07\x08", entry.crc32, entry.size_bytes, entry.size_bytes)


def central_header(entry: ZipEntry) -> bytes:
    """Returns an entry's part of the directory (sections 4.3.12 and 4.5.3)."""
    fixed = CENTRAL.pack(
        CENTRAL_SIGNATURE,
        MADE_BY,
        NEEDS,
        FLAGS,
        STORED,
        _NO_TIME,
        _NO_DATE,
        entry.crc32,
        _IN_ZIP64,
        _IN_ZIP64,
        len(entry.name),
        CENTRAL_ZIP64.size,
        0,
        0,
        0,
        _ATTRIBUTES,
        _IN_ZIP64,
    )
    sizes = CENTRAL_ZIP64.pack(1, CENTRAL_ZIP64.size - 4, entry.size_bytes, entry.size_bytes, entry.offset)
    return fixed + entry.name.encode("ascii") + sizes


def tail(entries: int, directory_bytes: int, directory_offset: int) -> bytes:
    """Returns what stands behind the directory (sections 4.3.14 to 4.3.16).

    Args:
        entries: How many there are.
        directory_bytes: The length of the directory.
        directory_offset: Its place.
    """
    place = (0, 0, entries, entries, directory_bytes, directory_offset)
    of_zip64 = END_ZIP64.pack(END_ZIP64_SIGNATURE, END_ZIP64.size - 12, MADE_BY, NEEDS, *place)
    locator = _LOCATOR.pack(b"PK\x06\x07", 0, directory_offset + directory_bytes, 1)
    count, large = _COUNT_IN_ZIP64, _IN_ZIP64
    return of_zip64 + locator + _END.pack(END_SIGNATURE, 0, 0, count, count, large, large, 0)
