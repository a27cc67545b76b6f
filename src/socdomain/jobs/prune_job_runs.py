"""Remove runs that ended long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from attrs import frozen

from socdomain.clock import Clock
from socdomain.jobs.ports import JobsWork
from socdomain.jobs.schedule_changes import require_jobs
from socdomain.principal import Principal, Reach, Scope

RUNS_KEPT_FOR: Final = timedelta(days=90)
"""For how long a run is kept after its end, unless somebody says otherwise."""

RUNS_AT_ONCE: Final = 500


@frozen
class PruneJobRuns:
    """Removes runs that ended long ago, with their logs and what is known of their effects.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        keep_for: For how long they are kept after their end.
    """

    work: Callable[[Reach], JobsWork]
    clock: Clock
    keep_for: timedelta = RUNS_KEPT_FOR

    def execute(self, *, by: Principal) -> int:
        """Removes them, a few hundred at a time, each in a transaction of its own, and returns how many.

        Args:
            by: Who asks; needs ``jobs:write``, and to see every customer.
        """
        require_jobs(by, Scope.JOBS_WRITE)
        before = self.clock.now() - self.keep_for
        pruned = 0
        while True:
            with self.work(by.reach) as work:
                count = work.runs.prune(before, limit=RUNS_AT_ONCE)
                work.commit()
            pruned += count
            if not count:
                return pruned
