"""New identifiers."""

from __future__ import annotations

import os
import time
from threading import Lock
from uuid import UUID

_RANDOM_BITS = 74
_LARGEST_RANDOM = (1 << _RANDOM_BITS) - 1
_LOW_BITS = 62


class Uuid7Ids:
    """Makes UUIDv7, as ``Ids``: later ones sort after earlier ones, whatever thread asks and whatever the clock does.

    RFC 9562 section 5.7, with the monotonic random of section 6.2, method 2: within a millisecond the 74 random bits
    grow by a random step, so that nobody can guess the next one. When they are used up, or the clock goes back, the
    identifier's time runs ahead of the clock.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._at_ms = 0
        self._random = 0

    def new(self) -> UUID:
        """Returns an identifier that is greater than all before it."""
        now_ms = time.time_ns() // 1_000_000
        with self._lock:
            if now_ms > self._at_ms:
                self._begin(now_ms)
            else:
                self._random += 1 + int.from_bytes(os.urandom(4), "big")
                if self._random > _LARGEST_RANDOM:
                    self._begin(self._at_ms + 1)
            at_ms, random = self._at_ms, self._random
        high, low = random >> _LOW_BITS, random & (1 << _LOW_BITS) - 1
        return UUID(int=at_ms << 80 | 0x7 << 76 | high << 64 | 0x2 << _LOW_BITS | low)

    def _begin(self, at_ms: int) -> None:
        self._at_ms = at_ms
        # The top bit stays free, so that a millisecond has room for 2**41 steps.
        self._random = int.from_bytes(os.urandom(10), "big") >> 7
