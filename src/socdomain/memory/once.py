"""Idempotency keys in memory."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen

from socdomain.errors import ConcurrentChangeError, IdempotencyKeyReusedError
from socdomain.memory.state import State
from socdomain.memory.state_rows import UsedKey
from socdomain.once import KEPT_FOR, OnceKey, Remembered


@frozen
class MemoryOnceLedger:
    """Remembers what was created under which key, as ``OnceLedger``."""

    _state: State

    def recall(self, key: OnceKey, *, now: datetime) -> Remembered | None:
        """Returns what was created under the key in the last 24 hours, or None."""
        kept = self._kept(key, now)
        if kept is None:
            return None
        if kept.key.request_digest != key.request_digest:
            raise IdempotencyKeyReusedError("the idempotency key was used with another request")
        return Remembered(kept.created, kept.at)

    def remember(self, key: OnceKey, created: UUID, *, now: datetime) -> None:
        """Keeps what was created, for 24 hours."""
        if self._kept(key, now) is not None:
            raise ConcurrentChangeError("the idempotency key is in use")
        self._state.once_keys[key.principal_id, key.key] = UsedKey(key, created, now)

    def prune(self, used_until: datetime, *, limit: int) -> int:
        """Removes keys that were used at a time or before, at most so many, and returns how many."""
        old = [place for place, used in self._state.once_keys.items() if used.at <= used_until][:limit]
        for place in old:
            del self._state.once_keys[place]
        return len(old)

    def _kept(self, key: OnceKey, now: datetime) -> UsedKey | None:
        kept = self._state.once_keys.get((key.principal_id, key.key))
        return kept if kept is not None and kept.at > now - KEPT_FOR else None
