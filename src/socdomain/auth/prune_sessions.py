"""Remove what signing in leaves behind, once it says nothing any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from attrs import frozen

from socdomain.auth.attempts import FORGOTTEN_AFTER
from socdomain.auth.ports import AuthWork
from socdomain.clock import Clock
from socdomain.errors import NotAllowedError
from socdomain.once import KEPT_FOR
from socdomain.principal import Principal, Reach, Scope

SESSIONS_KEPT_FOR: Final = timedelta(days=30)
"""For how long a session is kept that is over, so that one can see from where somebody came."""

SPENT_KEPT_FOR: Final = timedelta(days=7)
"""For how long a spent refresh token is known: within this time one that comes back ends its session."""

ROWS_AT_ONCE: Final = 1_000


@frozen
class PruneSessions:
    """Removes sessions that are over, spent refresh tokens, attempts that count no longer, and free idempotency keys.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
    """

    work: Callable[[Reach], AuthWork]
    clock: Clock

    def execute(self, *, by: Principal) -> Mapping[str, int]:
        """Removes them, a thousand at a time, each in a transaction of its own.

        Args:
            by: Who asks; needs ``users:write``, and to see every customer.

        Returns:
            How many of each, by name.
        """
        by.require_any_scope(Scope.USERS_WRITE)
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.USERS_WRITE,))
        now, most = self.clock.now(), ROWS_AT_ONCE
        prunes: dict[str, Callable[[AuthWork], int]] = {
            "sessions": lambda work: work.sessions.prune(now - SESSIONS_KEPT_FOR, limit=most),
            "refresh_tokens": lambda work: work.sessions.prune_refresh(now - SPENT_KEPT_FOR, limit=most),
            "attempts": lambda work: work.attempts.prune(now - FORGOTTEN_AFTER, limit=most),
            "idempotency_keys": lambda work: work.once.prune(now - KEPT_FOR, limit=most),
        }
        return {name: self._prune_all(prune, by) for name, prune in prunes.items()}

    def _prune_all(self, prune: Callable[[AuthWork], int], by: Principal) -> int:
        pruned = 0
        while True:
            with self.work(by.reach) as work:
                count = prune(work)
                work.commit()
            pruned += count
            if not count:
                return pruned
