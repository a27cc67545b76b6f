"""Those who watch runs: only so many at a time, and none keeps a process from ending."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from entrypoints.api.api_errors import TooManyWatchersError


class Watchers:
    """Counts those who watch; on the event loop.

    Each asks the database again and again, on the threads of all other requests.

    Args:
        most: How many at a time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._ends = asyncio.Event()

    @property
    def count(self) -> int:
        """How many there are."""
        return self._count

    def require_place(self) -> None:
        """Makes sure that there is a place; whoever begins a moment later may find none all the same.

        Raises:
            TooManyWatchersError: There is none.
        """
        if self._count >= self._most:
            raise TooManyWatchersError

    @contextmanager
    def one(self) -> Iterator[None]:
        """Counts somebody for the length of a block.

        Raises:
            TooManyWatchersError: All places are taken.
        """
        self.require_place()
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1

    async def wait(self, most_s: float) -> bool:
        """Waits, and tells whether to go on watching: not once the process is to end."""
        try:
            await asyncio.wait_for(self._ends.wait(), most_s)
        except TimeoutError:
            return True
        return False

    def let_go(self) -> None:
        """Has all of them end, since the process is to."""
        self._ends.set()
