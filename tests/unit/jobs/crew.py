"""A crew to run jobs with: the use cases of jobs on memory, with a clock that stands still until told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import define, field

from socdomain.auth.local_principal import local_principal
from socdomain.errors import InvalidInputError
from socdomain.ids import RunId
from socdomain.jobs.add_schedule import AddSchedule, NewSchedule
from socdomain.jobs.change_schedule import ChangeSchedule, ScheduleChange
from socdomain.jobs.lead import LEADS, LEADS_FOR, Lead, Turn
from socdomain.jobs.lease import Lease
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.remove_schedule import RemoveSchedule
from socdomain.jobs.request_run import RequestRun
from socdomain.jobs.run import Run
from socdomain.jobs.run_job import RunJob
from socdomain.jobs.running import Running
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.schedule_changes import ScheduleChanges
from socdomain.jobs.switch_schedule import SwitchSchedule, To
from socdomain.jobs.timing import Cron
from socdomain.memory import CountingIds, FixedClock, MemoryPlatform, MemoryRunQueue, MemoryWorks
from socdomain.pages import PageRequest
from socdomain.principal import Principal
from socdomain.startup.apply_seeds import ApplySeeds
from socdomain.startup.builtin_seeds import builtin_seeds
from socdomain.startup.ensure_scheduler import EnsureScheduler
from tests.builders import EVERYONE

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
JOB: Final = "prune_outbox"
"""Is due once a day, takes no arguments, and is tried once more after five minutes."""

Perform = Callable[[Running], Mapping[str, int]]


class DailyCalendar:
    """Knows ``0 HOUR * * *`` in UTC and no other cron, as ``Calendar``."""

    def after(self, cron: Cron, at: datetime) -> datetime:
        """Returns the first time after another one."""
        found = re.fullmatch(r"0 (\d+) \* \* \*", cron.expression)
        if found is None or cron.zone != "UTC":
            raise InvalidInputError("cron", "cannot be read")
        today = at.replace(hour=int(found[1]), minute=0, second=0, microsecond=0)
        return today if today > at else today + timedelta(days=1)


def keep(lease: Lease, *, within_s: float) -> AbstractContextManager[None]:
    """Keeps no lease, as ``KeepsLeases``: the clock does not move by itself."""
    return nullcontext()


class Killed(BaseException):
    """Ends a worker as ``kill -9`` does: it writes nothing more."""


@define
class Crew:
    """Use cases on memory, an operator who may do everything, and workers by their names."""

    clock: FixedClock = field(factory=lambda: FixedClock(NOON))
    platform: MemoryPlatform = field(init=False)
    ids: CountingIds = field(factory=CountingIds)
    queue: MemoryRunQueue = field(factory=MemoryRunQueue)
    calendar: DailyCalendar = field(factory=DailyCalendar)
    me: Principal = field(factory=lambda: local_principal("operator"))
    leads: Lease | None = None

    def __attrs_post_init__(self) -> None:
        self.platform = MemoryPlatform(self.clock)

    @property
    def works(self) -> MemoryWorks:
        """Makes units of work."""
        return self.platform.works()

    @property
    def changes(self) -> ScheduleChanges:
        """Makes changes of schedules."""
        return ScheduleChanges(self.works, self.clock, self.ids)

    def open(self) -> Crew:
        """Adds the roles, and the user that jobs run as."""
        roles = tuple(seed for seed in builtin_seeds() if seed.kind == "role")
        ApplySeeds(self.works, self.clock, self.ids, roles).execute(by=local_principal("test"))
        EnsureScheduler(self.works, self.clock, self.ids).execute()
        return self

    def later(self, **step: float) -> datetime:
        """Lets time pass, or puts the clock back, and returns the time then."""
        self.clock.advance(timedelta(**step))
        return self.clock.at

    def add(self, job: str = JOB, *, name: str = "ours", by: Principal | None = None, **fields: Any) -> Schedule:
        """Adds a schedule."""
        wanted = NewSchedule(job, name, **fields)
        return AddSchedule(self.changes, self.calendar).execute(wanted, by=by or self.me)

    def change(self, name: str = "ours", *, expected_version: int | None = None, **fields: Any) -> Schedule:
        """Changes a schedule."""
        use_case = ChangeSchedule(self.changes, self.calendar)
        return use_case.execute(name, ScheduleChange(**fields), expected_version=expected_version, by=self.me)

    def pause(self, name: str = "ours") -> Schedule:
        """Pauses a schedule."""
        return self.switch(name, To.PAUSED)

    def start(self, name: str = "ours") -> Schedule:
        """Starts a schedule."""
        return self.switch(name, To.STARTED)

    def reset(self, name: str = "ours") -> Schedule:
        """Resets a schedule."""
        return self.switch(name, To.RESET)

    def switch(self, name: str, to: To) -> Schedule:
        """Switches a schedule."""
        return SwitchSchedule(self.changes, self.calendar).execute(name, to, by=self.me)

    def remove(self, name: str = "ours") -> None:
        """Removes a schedule."""
        RemoveSchedule(self.changes).execute(name, by=self.me)

    def request(self, name: str = "ours", *, by: Principal | None = None) -> Run:
        """Asks for a run."""
        return RequestRun(self.works, self.clock, self.ids, self.queue).execute(name, by=by or self.me)

    def turn(self) -> Turn:
        """Takes a turn of whoever leads, who has taken the lead again where it has ended."""
        with self.works(EVERYONE) as work:
            self.leads = work.leases.take(LEADS, "s1", lasts=LEADS_FOR) or self.leads
            work.commit()
        assert self.leads is not None
        return self.turn_as(self.leads)

    def turn_as(self, leads: Lease) -> Turn:
        """Takes a turn of whoever has a lease, or had."""
        return Lead(self.works, self.clock, self.calendar, self.queue).execute(leads)

    def do(self, run_id: RunId, perform: Perform = lambda _: {"done": 1}, *, worker: str = "w1") -> Run | None:
        """Has a worker do a run."""

        def performs(running: Running) -> Mapping[str, int]:
            return perform(running)

        return RunJob(self.works, self.works.under, self.clock, performs, keep, worker).execute(run_id)

    def do_all(self, perform: Perform = lambda _: {"done": 1}) -> list[Run]:
        """Has a worker do all that the queue brings now, and returns what was done."""
        done = [self.do(run_id, perform) for run_id in self.queue.take(self.clock.now())]
        return [run for run in done if run is not None]

    def schedule(self, name: str = "ours") -> Schedule:
        """Returns a schedule as it is stored."""
        with self.works.reading(EVERYONE) as work:
            found = work.schedules.by_name(name)
        assert found is not None
        return found

    def runs(self) -> list[Run]:
        """Returns all runs, the first due first."""
        with self.works.reading(EVERYONE) as work:
            return list(reversed(work.runs.page(RunFilter(), PageRequest(200)).items))

    def run(self, run_id: RunId) -> Run:
        """Returns a run as it is stored."""
        with self.works.reading(EVERYONE) as work:
            found = work.runs.get(run_id)
        assert found is not None
        return found

    def log(self, run_id: RunId) -> list[str]:
        """Returns the lines of a run."""
        with self.works.reading(EVERYONE) as work:
            return [line.text for line in work.runs.lines(run_id)]

    def audited(self) -> list[tuple[str, str]]:
        """Returns what was written down of schedules, and of which."""
        records = (one for one in self.platform.audit_records if one.action.startswith("schedule."))
        return [(one.action, one.object_id) for one in records]
