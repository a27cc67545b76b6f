"""Identifiers that come out the same in every run."""

from __future__ import annotations

from itertools import count
from uuid import UUID

from attrs import field, frozen

_LOW_BITS = 62
_AT_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z


@frozen
class CountingIds:
    """Counts, as ``Ids``: the shape of a UUIDv7 (RFC 9562 section 5.7), and nothing in it that cannot be foreseen.

    Attributes:
        series: 0 to 4,095; those of two series are never the same.
    """

    series: int = 0
    _numbers: count[int] = field(factory=lambda: count(1), init=False, repr=False)

    def new(self) -> UUID:
        """Returns an identifier that sorts after all before it."""
        return UUID(int=_AT_MS << 80 | 0x7 << 76 | self.series << 64 | 0x2 << _LOW_BITS | next(self._numbers))
