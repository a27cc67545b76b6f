"""What a database holds of jobs, to be looked at and asked for as tests need it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import frozen
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import OperationalError

from adapters.clock import SystemClock
from adapters.database import SqlWorks
from adapters.database.intents import INTENT, WRITES
from adapters.database.job_tables import job_leases
from adapters.ids import Uuid7Ids
from socdomain.ids import RunId, ScheduleId
from socdomain.job_request import JobRequest
from socdomain.jobs.lead import LEADS
from socdomain.jobs.planned import plan
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.run import Run, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Cron, Every
from socdomain.pages import PageRequest
from tests.builders import EVERYONE, a_run
from tests.flows.jobs_processes import is_alive

_PAST: Final = datetime(2026, 1, 1, tzinfo=UTC)


def pid_of(holder: str) -> int:
    """The number of the process that has a lease or does an attempt, by its name."""
    return int(holder.rsplit(":", 2)[1])


@frozen
class StoredJobs:
    """The schedules, runs and leases of a database.

    Attributes:
        works: Makes units of work over it.
    """

    works: SqlWorks

    def add(self, job: str, timing: Every | Cron, next_due_at: datetime, *, name: str = "") -> Schedule:
        """Adds a schedule that is due next at a time."""
        schedule = Schedule(
            id=ScheduleId(Uuid7Ids().new()),
            name=name or job,
            job=job,
            timing=timing,
            counted_from=next_due_at,
            next_due_at=next_due_at,
            created_at=next_due_at,
        )
        with self.works(EVERYONE) as work:
            work.schedules.add(schedule)
            work.runs.add(plan(schedule, next_due_at))
            work.commit()
        return schedule

    def add_soon(self, job: str = "counts", *, name: str = "") -> RunId:
        """Adds a schedule that is due in a moment, and returns its first run."""
        due_at = SystemClock().now() + timedelta(seconds=0.5)
        return plan(self.add(job, Every(60), due_at, name=name), due_at).id

    def add_later(self, job: str) -> Schedule:
        """Adds a schedule that is not due while the test lasts."""
        return self.add(job, Every(60), SystemClock().now() + timedelta(minutes=30))

    def add_ended(self, job: str, at: datetime) -> None:
        """Adds a run that finished at a time."""
        queued = a_run(id=RunId(Uuid7Ids().new()), job=job, due_at=at, status=RunStatus.QUEUED)
        with self.works(EVERYONE) as work:
            work.runs.add(queued.begun("a worker", at).finished({}, at))
            work.commit()

    def ask(self, *jobs: str) -> list[RunId]:
        """Asks for runs as changes of state do, in the transaction that makes them necessary."""
        with self.works(EVERYONE) as work:
            known = {entry.id for entry in work.outbox.waiting(1_000)}
            for job in jobs:
                work.after_commit(JobRequest(job))
            asked = [RunId(entry.id) for entry in work.outbox.waiting(1_000) if entry.id not in known]
            work.commit()
        return asked

    def schedule(self, name: str) -> Schedule:
        """A schedule."""
        with self.works.reading(EVERYONE) as work:
            found = work.schedules.by_name(name)
        assert found is not None
        return found

    def find(self, run_id: RunId) -> Run | None:
        """A run, if there is one yet."""
        with self.works.reading(EVERYONE) as work:
            return work.runs.get(run_id)

    def run(self, run_id: RunId) -> Run:
        """A run."""
        found = self.find(run_id)
        assert found is not None
        return found

    def runs(self, schedule: Schedule, *status: RunStatus) -> list[Run]:
        """The runs of a schedule, the latest due first."""
        return self._runs(RunFilter(schedule_id=schedule.id, status=frozenset(status) or None))

    def with_status(self, *status: RunStatus) -> set[RunId]:
        """The runs that have one of some statuses."""
        return {run.id for run in self._runs(RunFilter(status=frozenset(status)))}

    def _runs(self, wanted: RunFilter) -> list[Run]:
        with self.works.reading(EVERYONE) as work:
            return list(work.runs.page(wanted, PageRequest(200)).items)

    def waiting(self, run_ids: Iterable[RunId]) -> int:
        """How many of some runs have not ended."""
        return sum((run := self.find(run_id)) is None or not run.status.is_end for run_id in run_ids)

    def lines(self, run_id: RunId) -> list[str]:
        """What the log of a run says."""
        with self.works.reading(EVERYONE) as work:
            return [line.text for line in work.runs.lines(run_id)]

    def outcomes(self, run_id: RunId) -> list[RunStatus | None]:
        """How the attempts of a run have ended, and None for one that goes on."""
        return [one.outcome for one in self.run(run_id).attempts]

    def leader(self) -> int | None:
        """The process of the scheduler that leads."""
        with self.works.reading(EVERYONE) as work:
            holder = work.leases.holders([LEADS]).get(LEADS)
        return None if holder is None else pid_of(holder)

    def bury(self) -> None:
        """Ends the leases of processes that are dead, as time would: for tests that are not about that time."""
        with self.works.engine.connect() as connection:
            holders = set(connection.scalars(select(job_leases.c.holder).where(job_leases.c.expires_at > _PAST)))
        dead = [holder for holder in holders if not is_alive(pid_of(holder))]
        if dead:
            with self.works.engine.execution_options(**{INTENT: WRITES}).begin() as connection:
                ended = update(job_leases).where(job_leases.c.holder.in_(dead))
                connection.execute(ended.values(expires_at=_PAST))

    def can_be_written(self) -> bool:
        """Tells whether nobody is within a transaction that keeps others from writing."""
        engine = create_engine(self.works.engine.url)
        wait = "PRAGMA busy_timeout = 500" if engine.name == "sqlite" else "SET lock_timeout = '500ms'"
        try:
            with engine.connect() as connection:
                connection.execute(text(wait))
                connection.execute(text("UPDATE job_leases SET fence = fence"))
        except OperationalError:
            return False
        finally:
            engine.dispose()
        return True
