"""Change when a schedule is due, or what its job is told."""

from __future__ import annotations

from attrs import evolve, frozen

from socdomain.jobs.catalog import job_named
from socdomain.jobs.kind import Arguments
from socdomain.jobs.schedule import Schedule, checked_timing
from socdomain.jobs.schedule_changes import ScheduleChanges
from socdomain.jobs.timing import Calendar, Timing
from socdomain.principal import Principal
from socdomain.unset import UNSET, Unset


@frozen
class ScheduleChange:
    """What to change; what is not given stays.

    Attributes:
        timing: When it is due.
        arguments: What the job is told, all of it.
    """

    timing: Timing | Unset = UNSET
    arguments: Arguments | Unset = UNSET


@frozen
class ChangeSchedule:
    """Changes a schedule.

    Attributes:
        changes: Makes changes of schedules.
        calendar: Knows cron.
    """

    changes: ScheduleChanges
    calendar: Calendar

    def execute(self, name: str, change: ScheduleChange, *, expected_version: int | None, by: Principal) -> Schedule:
        """Changes a schedule, and returns it as it is then.

        Args:
            name: Which.
            change: What to change.
            expected_version: The version that the caller saw; None for whichever it is.
            by: Who asks; needs ``jobs:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that name.
            StaleVersionError: It has changed since.
            InvalidInputError: It is never due so, or its job cannot be told that.
        """

        def changed(present: Schedule) -> Schedule:
            return self._changed(present, change)

        return self.changes.make(name, changed, "schedule.changed", by=by, expected_version=expected_version)

    def _changed(self, present: Schedule, change: ScheduleChange) -> Schedule:
        after, now = present, self.changes.clock.now()
        if not isinstance(change.arguments, Unset):
            job_named(present.job).check_arguments(change.arguments)
            after = evolve(after, arguments=dict(change.arguments))
        # The times of the same interval would move by being counted from now.
        if not isinstance(change.timing, Unset) and change.timing != present.timing:
            timing = checked_timing(change.timing, now, calendar=self.calendar)
            after = evolve(after, timing=timing, counted_from=now)
            if not present.is_paused:
                after = evolve(after, next_due_at=after.due_after(now, calendar=self.calendar))
        return after if after == present else evolve(after, version=present.version + 1)
