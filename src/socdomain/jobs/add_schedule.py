"""Add a schedule: a job of the catalog at other times, or told something else."""

from __future__ import annotations

from attrs import evolve, field, frozen

from socdomain.ids import ScheduleId
from socdomain.jobs.catalog import job_named
from socdomain.jobs.kind import Arguments
from socdomain.jobs.schedule import (
    MOST_SCHEDULES,
    EnoughSchedulesError,
    Schedule,
    ScheduleTakenError,
    checked_name,
    checked_timing,
)
from socdomain.jobs.schedule_changes import ScheduleChanges, require_jobs
from socdomain.jobs.timing import Calendar, Timing
from socdomain.principal import Principal, Scope


@frozen
class NewSchedule:
    """A schedule that somebody wants.

    Attributes:
        job: Name of the job.
        name: By which it will be known.
        timing: When it is due; None for as the job comes.
        arguments: What the job is told.
        is_paused: Whether it is not due before somebody starts it.
    """

    job: str
    name: str
    timing: Timing | None = None
    arguments: Arguments = field(factory=dict)
    is_paused: bool = False


@frozen
class AddSchedule:
    """Adds a schedule.

    Attributes:
        changes: Makes changes of schedules.
        calendar: Knows cron.
    """

    changes: ScheduleChanges
    calendar: Calendar

    def execute(self, wanted: NewSchedule, *, by: Principal) -> Schedule:
        """Adds a schedule, and returns it.

        Args:
            wanted: Which.
            by: Who asks; needs ``jobs:write``, and to see every customer.

        Raises:
            InvalidInputError: There is no such job, or it is never due so, or cannot be told that.
            ScheduleTakenError: Another one has the name.
            EnoughSchedulesError: There are as many as may be.
        """
        require_jobs(by, Scope.JOBS_WRITE)
        kind, now = job_named(wanted.job), self.changes.clock.now()
        kind.check_arguments(wanted.arguments)
        schedule = Schedule(
            id=ScheduleId(self.changes.ids.new()),
            name=checked_name(wanted.name),
            job=kind.name,
            timing=checked_timing(wanted.timing or kind.timing, now, calendar=self.calendar),
            counted_from=now,
            next_due_at=None,
            created_at=now,
            arguments=dict(wanted.arguments),
        )
        if not wanted.is_paused:
            schedule = evolve(schedule, next_due_at=schedule.due_after(now, calendar=self.calendar))
        with self.changes.work(by.reach) as work:
            if work.schedules.by_name(schedule.name) is not None:
                raise ScheduleTakenError(schedule.name)
            if len(work.schedules.all()) >= MOST_SCHEDULES:
                raise EnoughSchedulesError
            work.schedules.add(schedule)
            self.changes.settle(work, None, schedule, "schedule.created", by=by)
            work.commit()
        return schedule
