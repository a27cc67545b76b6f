"""Remove what was asked for and has long been a run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from attrs import frozen

from socdomain.clock import Clock
from socdomain.jobs.ports import JobsWork
from socdomain.jobs.schedule_changes import require_jobs
from socdomain.principal import Principal, Reach, Scope

SENT_KEPT_FOR: Final = timedelta(days=7)
"""For how long it is kept that something was asked for, after it has become a run."""

ENTRIES_AT_ONCE: Final = 1_000


@frozen
class PruneOutbox:
    """Removes what changes of state have asked for, once it has become a run; what waits stays.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
    """

    work: Callable[[Reach], JobsWork]
    clock: Clock

    def execute(self, *, by: Principal) -> int:
        """Removes it, a thousand at a time, each in a transaction of its own, and returns how many.

        Args:
            by: Who asks; needs ``jobs:write``, and to see every customer.
        """
        require_jobs(by, Scope.JOBS_WRITE)
        before = self.clock.now() - SENT_KEPT_FOR
        pruned = 0
        while True:
            with self.work(by.reach) as work:
                count = work.outbox.prune(before, limit=ENTRIES_AT_ONCE)
                work.commit()
            pruned += count
            if not count:
                return pruned
