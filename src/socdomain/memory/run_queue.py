"""What carries runs to workers, in memory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from attrs import define, field

from socdomain.errors import QueueUnavailableError
from socdomain.ids import RunId


@define
class MemoryRunQueue:
    """Carries runs, as ``RunQueue``, to whoever takes them out; for tests, and for programs that are their own worker.

    Attributes:
        is_away: Whether it does not answer.
    """

    is_away: bool = False
    _carried: dict[RunId, datetime | None] = field(factory=dict, init=False)

    def push(self, run_ids: Collection[RunId]) -> None:
        """Has runs done as soon as somebody takes them."""
        self._answer()
        self._carried |= dict.fromkeys(run_ids)

    def push_at(self, run_id: RunId, at: datetime) -> None:
        """Has a run done at a time, whatever was said of it before."""
        self._answer()
        self._carried[run_id] = at

    def lacks(self, run_ids: Collection[RunId]) -> frozenset[RunId]:
        """Returns which of some runs it does not carry."""
        self._answer()
        return frozenset(run_ids) - self._carried.keys()

    def take(self, now: datetime) -> list[RunId]:
        """Takes out the runs whose time has come, in the order in which they came."""
        ready = [run_id for run_id, at in self._carried.items() if at is None or at <= now]
        for run_id in ready:
            del self._carried[run_id]
        return ready

    def lose(self) -> None:
        """Forgets all that it carries, as a server of which nothing was kept."""
        self._carried.clear()

    def _answer(self) -> None:
        if self.is_away:
            raise QueueUnavailableError("the queue does not answer")
