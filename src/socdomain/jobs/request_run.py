"""Ask for a run now."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Final

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, ConflictError, QueueUnavailableError
from socdomain.ids import Ids, RunId
from socdomain.jobs.ports import JobsWork, RunFilter, RunQueue
from socdomain.jobs.run import Cause, Run, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.schedule_changes import found_schedule, require_jobs
from socdomain.once import OnceKey
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Reach, Scope

PAUSED_NOTE = "asked for by hand while the schedule is paused"

MOST_WAITING: Final = 100
"""Runs of a schedule that may wait when another is asked for: who asks again and again keeps no other job waiting."""


class EnoughRunsWaitError(ConflictError):
    """As many runs of a schedule wait as may.

    Args:
        name: Name of the schedule.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"{MOST_WAITING} runs of {name!r} wait to be done already")


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

    def execute(self, name: str, *, by: Principal, once: OnceKey | None = None) -> Run:
        """Asks for a run, and returns it, or the one that the same idempotency key has asked for before.

        Args:
            name: Of which schedule.
            by: Who asks; needs ``jobs:write``, and to see every customer.
            once: The key, if one was sent.

        Raises:
            NotFoundError: There is no such schedule.
            EnoughRunsWaitError: As many wait as may.
            ConcurrentChangeError: It is due at this very moment; the request can be tried again.
        """
        require_jobs(by, Scope.JOBS_WRITE)
        with self.work(by.reach) as work:
            schedule = found_schedule(work, name)
            run = self._run(schedule, by)
            if once and (earlier := work.once.recall(once, now=run.due_at)):
                # One that has been pruned meanwhile was done long ago.
                return work.runs.get(RunId(earlier.id)) or run
            self._require_room(work, schedule)
            if not work.runs.add(run):
                raise ConcurrentChangeError("the schedule is due at this very moment")
            if once:
                work.once.remember(once, run.id, now=run.due_at)
            after = {"run": str(run.id), "job": run.job}
            record = AuditRecord.of(by, "schedule.run", name, id=self.ids.new(), at=run.due_at, after=after)
            work.audit.add(record)
            work.commit()
        # It is written down, which is what counts.
        with contextlib.suppress(QueueUnavailableError):
            self.queue.push([run.id])
        return run

    def _require_room(self, work: JobsWork, schedule: Schedule) -> None:
        wanted = RunFilter(schedule.id, status=frozenset({RunStatus.QUEUED}))
        if len(work.runs.page(wanted, PageRequest(MOST_WAITING)).items) >= MOST_WAITING:
            raise EnoughRunsWaitError(schedule.name)

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
