"""A bundle in a file."""

from __future__ import annotations

import os
from typing import BinaryIO


class BundleFile:
    """The bytes of a file, as ``ReadsBundle``.

    Args:
        file: Open for reading, at any place; somebody else closes it.

    Raises:
        OSError: It has no places, as a pipe has none.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size_bytes = file.seek(0, os.SEEK_END)

    @property
    def size_bytes(self) -> int:
        """How many there were when it was opened."""
        return self._size_bytes

    def read(self, first_byte: int, length: int) -> bytes:
        """Returns bytes from a place on."""
        self._file.seek(first_byte)
        return self._file.read(max(0, min(length, self._size_bytes - first_byte)))
