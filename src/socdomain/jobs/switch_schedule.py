"""Pause a schedule, start it again, or bring it back to how its job comes."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from socdomain.jobs.catalog import job_named
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.schedule_changes import ScheduleChanges
from socdomain.jobs.timing import Calendar
from socdomain.principal import Principal


class To(StrEnum):
    """What a schedule can be switched to."""

    PAUSED = "paused"
    """It is never due until it is started; runs that are asked for by hand are not kept from running."""
    STARTED = "started"
    """It is due again, from now on."""
    RESET = "reset"
    """It is as its job comes: due at its times from now on, and told nothing."""


@frozen
class SwitchSchedule:
    """Has a schedule be due, or not.

    Attributes:
        changes: Makes changes of schedules.
        calendar: Knows cron.
    """

    changes: ScheduleChanges
    calendar: Calendar

    def execute(self, name: str, to: To, *, by: Principal) -> Schedule:
        """Switches a schedule, and returns it; one that is paused, or started, already stays as it is.

        Args:
            name: Which.
            to: To what.
            by: Who asks; needs ``jobs:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that name.
            InvalidInputError: Its job is gone from the catalog, and it is to be reset.
        """
        return self.changes.make(name, lambda present: self._switched(present, to), f"schedule.{to}", by=by)

    def _switched(self, present: Schedule, to: To) -> Schedule:
        now = self.changes.clock.now()
        match to:
            case To.PAUSED:
                return present.paused()
            case To.STARTED:
                return present.started(now, calendar=self.calendar)
            case To.RESET:
                return present.reset(job_named(present.job).timing, now, calendar=self.calendar)
