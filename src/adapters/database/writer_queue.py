"""Writers of one process take turns in the order in which they came."""

from __future__ import annotations

from collections import deque
from threading import Lock


class WriterQueue:
    """A lock that serves in order.

    SQLite lets one writer in at a time and has the others poll, which serves whoever happens to look at the right
    moment: with four clients a body waited up to 3.3 s. Standing in a queue before asking SQLite costs microseconds.
    Writers of other processes are not in the queue; for them SQLite's own waiting remains.
    """

    def __init__(self) -> None:
        self._mutex = Lock()
        self._is_taken = False
        self._gates: deque[Lock] = deque()

    def acquire(self, timeout_s: float) -> bool:
        """Waits for the turn.

        Args:
            timeout_s: Seconds to wait at most.

        Returns:
            Whether it came.
        """
        with self._mutex:
            if not self._is_taken:
                self._is_taken = True
                return True
            gate = Lock()
            gate.acquire()
            self._gates.append(gate)
        if gate.acquire(timeout=timeout_s):
            return True
        with self._mutex:
            if gate in self._gates:
                self._gates.remove(gate)
                return False
        # The turn was handed over at the very moment at which the waiting ended.
        return True

    def release(self) -> None:
        """Hands the turn to the next in the queue."""
        with self._mutex:
            if self._gates:
                self._gates.popleft().release()
            else:
                self._is_taken = False
