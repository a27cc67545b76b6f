"""Pause a schedule, start it again, or bring it back to how its job comes."""

from __future__ import annotations

from attrs import evolve, frozen

from socdomain.jobs.catalog import job_named
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.schedule_changes import ScheduleChanges
from socdomain.jobs.timing import Calendar
from socdomain.principal import Principal


@frozen
class PauseSchedule:
    """Has a schedule never be due until it is started; runs that are asked for by hand are not kept from running."""

    changes: ScheduleChanges

    def execute(self, name: str, *, by: Principal) -> Schedule:
        """Pauses a schedule, and returns it; one that is paused stays as it is.

        Args:
            name: Which.
            by: Who asks; needs ``jobs:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that name.
        """
        return self.changes.make(name, lambda one: one if one.is_paused else one.paused(), "schedule.paused", by=by)


@frozen
class StartSchedule:
    """Has a paused schedule be due again, from now on.

    Attributes:
        changes: Makes changes of schedules.
        calendar: Knows cron.
    """

    changes: ScheduleChanges
    calendar: Calendar

    def execute(self, name: str, *, by: Principal) -> Schedule:
        """Starts a schedule, and returns it; one that is not paused stays as it is.

        Args:
            name: Which.
            by: Who asks; needs ``jobs:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that name.
        """

        def started(present: Schedule) -> Schedule:
            if not present.is_paused:
                return present
            return present.started(self.changes.clock.now(), calendar=self.calendar)

        return self.changes.make(name, started, "schedule.started", by=by)


@frozen
class ResetSchedule:
    """Brings a schedule back to how its job comes: its timing, told nothing, and started.

    Attributes:
        changes: Makes changes of schedules.
        calendar: Knows cron.
    """

    changes: ScheduleChanges
    calendar: Calendar

    def execute(self, name: str, *, by: Principal) -> Schedule:
        """Resets a schedule, and returns it.

        Args:
            name: Which.
            by: Who asks; needs ``jobs:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that name.
        """

        def reset(present: Schedule) -> Schedule:
            as_it_comes = evolve(present, timing=job_named(present.job).timing, arguments={})
            return as_it_comes.started(self.changes.clock.now(), calendar=self.calendar)

        return self.changes.make(name, reset, "schedule.reset", by=by)
