"""Remove a schedule."""

from __future__ import annotations

from attrs import frozen

from socdomain.jobs.schedule import BuiltinScheduleError
from socdomain.jobs.schedule_changes import ScheduleChanges, found_schedule, require_jobs
from socdomain.principal import Principal, Scope


@frozen
class RemoveSchedule:
    """Removes a schedule that somebody has added; its runs stay, and those that wait still run."""

    changes: ScheduleChanges

    def execute(self, name: str, *, by: Principal) -> None:
        """Removes a schedule.

        Args:
            name: Which.
            by: Who asks; needs ``jobs:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that name.
            BuiltinScheduleError: It comes with its job.
        """
        require_jobs(by, Scope.JOBS_WRITE)
        with self.changes.work(by.reach) as work:
            present = found_schedule(work, name)
            if present.is_builtin:
                raise BuiltinScheduleError(name)
            work.schedules.remove(present.id)
            self.changes.settle(work, present, None, "schedule.removed", by=by)
            work.commit()
