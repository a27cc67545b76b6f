"""Room for those who send documents: many at a time, of whom a few write."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore

from entrypoints.api.places import Places
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
    """Where documents are taken in, each sender in a place of its own.

    Args:
        most: Senders at a time.
        most_writing: Senders that write at a time.
    """

    def __init__(self, most: int, most_writing: int) -> None:
        self._places = Places(most, "ingests")
        self._turns = BoundedSemaphore(most_writing)

    @contextmanager
    def taken(self, reach: Reach) -> Iterator[tuple[ThreadPoolExecutor, WritingTurn]]:
        """Takes a place for the length of a block; on the event loop.

        Args:
            reach: For whom documents are sent.

        Raises:
            TooBusyError: All are taken, or too many for the same customers.
        """
        with self._places.taken(reach) as executor:
            yield executor, WritingTurn(self._turns)

    def close(self) -> None:
        """Waits for those that are running."""
        self._places.close()
