"""The outbox in memory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from socdomain.jobs.ports import OutboxEntry
from socdomain.memory.json_copies import job_copy
from socdomain.memory.state import State


@frozen
class MemoryOutbox:
    """What was asked for, as ``Outbox``."""

    _state: State

    def waiting(self, limit: int) -> tuple[OutboxEntry, ...]:
        """Returns the first of those that have not become runs."""
        waiting = [one.entry for one in self._state.outbox.values() if one.sent_at is None]
        first = sorted(waiting, key=lambda entry: entry.id.int)[:limit]
        return tuple(evolve(entry, request=job_copy(entry.request)) for entry in first)

    def sent(self, ids: Collection[UUID], at: datetime) -> None:
        """Writes down that some have become runs."""
        for one in ids:
            if one in self._state.outbox and self._state.outbox[one].sent_at is None:
                self._state.outbox[one] = evolve(self._state.outbox[one], sent_at=at)

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes those that became runs before a time, and returns how many."""
        sent = [(one.sent_at, key) for key, one in self._state.outbox.items() if one.sent_at is not None]
        old = [key for at, key in sorted(sent) if at < before][:limit]
        for key in old:
            del self._state.outbox[key]
        return len(old)
