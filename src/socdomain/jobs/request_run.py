"""Ask for a run now."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, NotFoundError, QueueUnavailableError
from socdomain.ids import Ids, RunId
from socdomain.jobs.ports import JobsWork, RunQueue
from socdomain.jobs.run import Cause, Run, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.schedule_changes import require_jobs
from socdomain.principal import Principal, Reach, Scope

PAUSED_NOTE = "asked for by hand while the schedule is paused"


@frozen
class RequestRun:
    """Asks for a run of a schedule's job now, with what the schedule tells it; also while the schedule is paused.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
        queue: Carries the run to a worker; while it is away, whoever leads the schedulers does so once it is back.
    """

    work: Callable[[Reach], JobsWork]
    clock: Clock
    ids: Ids
    queue: RunQueue

    def execute(self, name: str, *, by: Principal) -> Run:
        """Asks for a run, and returns it.

        Args:
            name: Of which schedule.
            by: Who asks; needs ``jobs:write``, and to see every customer.

        Raises:
            NotFoundError: There is no such schedule.
            ConcurrentChangeError: It is due at this very moment; the request can be tried again.
        """
        require_jobs(by, Scope.JOBS_WRITE)
        with self.work(by.reach) as work:
            schedule = work.schedules.by_name(name)
            if schedule is None:
                raise NotFoundError("schedule", name)
            run = self._run(schedule, by)
            if not work.runs.add(run):
                raise ConcurrentChangeError("the schedule is due at this very moment")
            after = {"run": str(run.id), "job": run.job}
            record = AuditRecord.of(by, "schedule.run", name, id=self.ids.new(), at=run.due_at, after=after)
            work.audit.add(record)
            work.commit()
        # It is written down, which is what counts.
        with contextlib.suppress(QueueUnavailableError):
            self.queue.push([run.id])
        return run

    def _run(self, schedule: Schedule, by: Principal) -> Run:
        now = self.clock.now()
        return Run(
            id=RunId(self.ids.new()),
            job=schedule.job,
            arguments=schedule.arguments,
            cause=Cause.REQUEST,
            schedule_id=schedule.id,
            by_id=by.id,
            by_name=by.name,
            due_at=now,
            ready_at=now,
            status=RunStatus.QUEUED,
            queued_at=now,
            note=PAUSED_NOTE if schedule.is_paused else "",
        )
