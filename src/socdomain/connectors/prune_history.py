"""Remove old entries about trying connectors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from attrs import frozen

from socdomain.clock import Clock
from socdomain.connectors.connector_changes import require_connectors
from socdomain.connectors.ports import ConnectorsWork
from socdomain.principal import Principal, Reach, Scope

VERIFICATIONS_KEPT_FOR: Final = timedelta(days=90)
_AT_ONCE: Final = 1_000


@frozen
class PruneConnectorHistory:
    """Removes entries about trying connectors that are older than 90 days; who changed what is kept."""

    work: Callable[[Reach], ConnectorsWork]
    clock: Clock

    def execute(self, *, by: Principal) -> int:
        """Removes them in small steps, and returns how many.

        Args:
            by: Who asks; needs ``connectors:write``, and to see every customer.
        """
        require_connectors(by, Scope.CONNECTORS_WRITE)
        before, removed = self.clock.now() - VERIFICATIONS_KEPT_FOR, 0
        while True:
            with self.work(by.reach) as work:
                some = work.connector_history.prune(before, limit=_AT_ONCE)
                work.commit()
            removed += some
            if some < _AT_ONCE:
                return removed
