"""A bundle in memory."""

from __future__ import annotations

from attrs import field, frozen


@frozen
class MemoryBundle:
    """The bytes of a bundle, as ``ReadsBundle``."""

    _body: bytes = field(repr=False)

    @property
    def size_bytes(self) -> int:
        """How many there are."""
        return len(self._body)

    def read(self, first_byte: int, length: int) -> bytes:
        """Returns bytes from a place on."""
        return self._body[first_byte : first_byte + length]
