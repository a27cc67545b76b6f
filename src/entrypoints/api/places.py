"""Room for callers who take long, each on a thread that nobody else waits for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from entrypoints.api.api_errors import TooBusyError
from socdomain.ids import CustomerId
from socdomain.principal import Reach

T = TypeVar("T")


class Places:
    """So many callers at a time, each with a thread beside those of all other requests.

    A caller who is slow, or is so on purpose, holds a place and nothing else. Callers for one customer hold half of the
    places at most, so that those of others find one; so do all those together who see every customer.

    Args:
        most: Callers at a time.
        what: What they do, as threads and refusals call it, such as ``uploads``.
    """

    def __init__(self, most: int, what: str) -> None:
        self._most = most
        self._most_alike = -(-most // 2)
        self._what = what
        self._count = 0
        self._taken: Counter[CustomerId | None] = Counter()
        self._executor: ThreadPoolExecutor | None = None

    @contextmanager
    def taken(self, reach: Reach) -> Iterator[ThreadPoolExecutor]:
        """Takes a place for the length of a block; on the event loop.

        Args:
            reach: For whom it is called.

        Raises:
            TooBusyError: All are taken, or too many for the same customers.
        """
        executor, give_back = self.take(reach)
        try:
            yield executor
        finally:
            give_back()

    def take(self, reach: Reach) -> tuple[ThreadPoolExecutor, Callable[[], None]]:
        """Takes a place, and returns its threads and what gives it back, once; on the event loop.

        Args:
            reach: For whom it is called.

        Raises:
            TooBusyError: All are taken, or too many for the same customers.
        """
        whose: Collection[CustomerId | None] = (None,) if reach.customers is None else reach.customers
        if self._count >= self._most or any(self._taken[one] >= self._most_alike for one in whose):
            raise TooBusyError(f"{self._what} are running")
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._most, thread_name_prefix=self._what)
        self._count += 1
        self._taken.update(whose)

        def give_back() -> None:
            self._count -= 1
            self._taken.subtract(whose)
            self._taken += Counter()  # forgets who holds none

        return self._executor, give_back

    async def run(self, reach: Reach, do: Callable[[], T]) -> T:
        """Does something on a place's thread, and returns what it returns; on the event loop.

        Args:
            reach: For whom it is called.
            do: What takes long.

        Raises:
            TooBusyError: All are taken, or too many for the same customers.
        """
        with self.taken(reach) as executor:
            return await asyncio.get_running_loop().run_in_executor(executor, do)

    def close(self) -> None:
        """Waits for those that are running."""
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None
