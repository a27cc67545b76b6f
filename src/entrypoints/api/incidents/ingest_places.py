"""Room for those who send documents: many at a time, of whom a few write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore

from entrypoints.api.api_errors import TooBusyError
from socdomain.principal import Reach


class WritingTurn:
    """One sender's turns to write: taken for each batch, and not while its documents are waited for."""

    def __init__(self, turns: BoundedSemaphore) -> None:
        self._turns = turns
        self._has_it = False

    def take(self) -> None:
        """Waits until fewer than so many others write."""
        if not self._has_it:
            self._turns.acquire()
            self._has_it = True

    def give_back(self) -> None:
        """Lets another one write."""
        if self._has_it:
            self._has_it = False
            self._turns.release()


class IngestPlaces:
    """Where documents are taken in, each sender on a thread of its own, beside those of all other requests.

    A sender that is slow, or is so on purpose, holds a place and nothing else. Senders for the same customers hold half
    of the places at most, so that those of others find one.

    Args:
        most: Senders at a time.
        most_writing: Senders that write at a time.
    """

    def __init__(self, most: int, most_writing: int) -> None:
        self._most = most
        self._most_alike = -(-most // 2)
        self._turns = BoundedSemaphore(most_writing)
        self._taken: Counter[Reach] = Counter()
        self._executor: ThreadPoolExecutor | None = None

    @contextmanager
    def taken(self, reach: Reach) -> Iterator[tuple[ThreadPoolExecutor, WritingTurn]]:
        """Takes a place for the length of a block; on the event loop.

        Args:
            reach: For whom documents are sent.

        Raises:
            TooBusyError: All are taken, or too many for the same customers.
        """
        if self._taken.total() >= self._most or self._taken[reach] >= self._most_alike:
            raise TooBusyError
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._most, thread_name_prefix="ingest")
        self._taken[reach] += 1
        try:
            yield self._executor, WritingTurn(self._turns)
        finally:
            self._taken[reach] -= 1
            self._taken += Counter()  # forgets who holds none

    def close(self) -> None:
        """Waits for those that are running."""
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None
