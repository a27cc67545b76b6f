"""The use cases of jobs, made once for a process."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.jobs.add_schedule import AddSchedule
from socdomain.jobs.change_schedule import ChangeSchedule
from socdomain.jobs.lead import Lead
from socdomain.jobs.ports import JobsWork, RunQueue
from socdomain.jobs.remove_schedule import RemoveSchedule
from socdomain.jobs.request_run import RequestRun
from socdomain.jobs.schedule_changes import ScheduleChanges
from socdomain.jobs.switch_schedule import SwitchSchedule
from socdomain.jobs.timing import Calendar
from socdomain.principal import Reach


@frozen
class JobUseCases:
    """The use cases of jobs, wired to a process's adapters.

    Attributes:
        work: Makes units of work that write.
        clock: Tells the time.
        ids: Makes identifiers.
        make_calendar: Returns what knows cron, always the same; most commands need none.
        make_queue: Returns what carries runs to workers, always the same; nor this.
    """

    work: Callable[[Reach], JobsWork]
    clock: Clock
    ids: Ids
    make_calendar: Callable[[], Calendar]
    make_queue: Callable[[], RunQueue]

    @property
    def add_schedule(self) -> AddSchedule:
        """Adds a schedule."""
        return AddSchedule(self._changes, self.make_calendar())

    @property
    def change_schedule(self) -> ChangeSchedule:
        """Changes a schedule."""
        return ChangeSchedule(self._changes, self.make_calendar())

    @property
    def switch_schedule(self) -> SwitchSchedule:
        """Pauses a schedule, starts it again, or brings it back to how its job comes."""
        return SwitchSchedule(self._changes, self.make_calendar())

    @property
    def remove_schedule(self) -> RemoveSchedule:
        """Removes a schedule."""
        return RemoveSchedule(self._changes)

    @property
    def request_run(self) -> RequestRun:
        """Asks for a run now."""
        return RequestRun(self.work, self.clock, self.ids, self.make_queue())

    @property
    def lead(self) -> Lead:
        """Takes a turn of whoever leads the schedulers."""
        return Lead(self.work, self.clock, self.make_calendar(), self.make_queue())

    @property
    def _changes(self) -> ScheduleChanges:
        return ScheduleChanges(self.work, self.clock, self.ids)
