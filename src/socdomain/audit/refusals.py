"""Counting refused calls of those who have not shown who they are, so that a flood of them is a few records."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from attrs import frozen

MOST_ADDRESSES: Final = 4_096
"""Addresses that are counted apart until the counts are taken; the others are counted together."""

OTHERS: Final = "others"
"""Stands for all addresses beyond."""

_MINUTE: Final = timedelta(minutes=1)


@frozen
class RefusalCount:
    """How many calls from one address were refused in one minute.

    Attributes:
        address: From where; ``OTHERS`` for many.
        minute: When the minute began, aware UTC.
        count: How many.
    """

    address: str
    minute: datetime
    count: int


class RefusalCounter:
    """Counts refused calls per address and minute; several threads may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[tuple[datetime, str], int] = {}

    def count(self, address: str, at: datetime) -> None:
        """Counts a refused call.

        Args:
            address: From where.
            at: When, aware UTC.
        """
        minute = at.replace(second=0, microsecond=0)
        with self._lock:
            self._add(RefusalCount(address, minute, 1))

    def take(self, *, until: datetime | None = None) -> list[RefusalCount]:
        """Returns the counts and forgets them; by minute and address.

        Args:
            until: Only minutes that were over at this time, of which no more can come; None for all.
        """
        with self._lock:
            keys = [key for key in self._counts if until is None or key[0] + _MINUTE <= until]
            taken = [RefusalCount(address, minute, self._counts.pop((minute, address))) for minute, address in keys]
        return sorted(taken, key=lambda one: (one.minute, one.address))

    def give_back(self, counts: list[RefusalCount]) -> None:
        """Counts again what was taken and could not be written down."""
        with self._lock:
            for one in counts:
                self._add(one)

    def _add(self, one: RefusalCount) -> None:
        key = (one.minute, one.address)
        if key not in self._counts and len(self._counts) >= MOST_ADDRESSES:
            key = (one.minute, OTHERS)
        self._counts[key] = self._counts.get(key, 0) + one.count
