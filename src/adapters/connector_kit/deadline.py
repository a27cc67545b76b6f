"""A moment by which something has to be done."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from attrs import frozen


@frozen
class Deadline:
    """A moment by which something has to be done.

    Attributes:
        at: When, in seconds of ``time.monotonic``.
    """

    at: float = math.inf

    @classmethod
    def within(cls, seconds: float | None) -> Deadline:
        """Returns the moment that is some seconds away; None for none at all."""
        return cls() if seconds is None else cls(time.monotonic() + seconds)

    def narrowed(self, seconds: float) -> Deadline:
        """Returns this moment, or the one that is some seconds away, whichever comes first."""
        return Deadline(min(self.at, time.monotonic() + seconds))

    def left_s(self) -> float:
        """Returns how many seconds are left; never below 0."""
        return max(0.0, self.at - time.monotonic())


_PRESENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def present_deadline() -> Deadline:
    """Returns by when what is done now has to be done; sockets ask, which nobody hands it to."""
    return _PRESENT.get() or Deadline()


@contextmanager
def kept(deadline: Deadline) -> Iterator[None]:
    """Has the block, in this thread, keep a deadline."""
    before = _PRESENT.set(deadline)
    try:
        yield
    finally:
        _PRESENT.reset(before)
