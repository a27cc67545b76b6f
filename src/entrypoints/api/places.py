"""Room for callers who take long, each on a thread that nobody else waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from entrypoints.api.api_errors import TooBusyError
from socdomain.principal import Reach


class Places:
    """So many callers at a time, each with a thread beside those of all other requests.

    A caller who is slow, or is so on purpose, holds a place and nothing else. Callers for the same customers hold half
    of the places at most, so that those of others find one.

    Args:
        most: Callers at a time.
        what: What they do, as threads and refusals call it, such as ``uploads``.
    """

    def __init__(self, most: int, what: str) -> None:
        self._most = most
        self._most_alike = -(-most // 2)
        self._what = what
        self._taken: Counter[Reach] = Counter()
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
        if self._taken.total() >= self._most or self._taken[reach] >= self._most_alike:
            raise TooBusyError(f"{self._what} are running")
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._most, thread_name_prefix=self._what)
        self._taken[reach] += 1

        def give_back() -> None:
            self._taken[reach] -= 1
            self._taken += Counter()  # forgets who holds none

        return self._executor, give_back

    def close(self) -> None:
        """Waits for those that are running."""
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None
