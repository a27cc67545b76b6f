"""A soak: processes that do jobs, and what is done to them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from attrs import define, field
from sqlalchemy import Row, Select, select

from adapters.database.audit_tables import audit_records
from adapters.database.engine import make_engine
from adapters.database.job_rows import run_of
from adapters.database.job_tables import job_leases, job_runs
from bench.platforms import as_administrator
from bench.report import line
from entrypoints.bootstrap import Platform
from entrypoints.cli.processes import GRACE_S
from entrypoints.settings import child_environment
from socdomain.auth.local_principal import local_principal
from socdomain.jobs.add_schedule import NewSchedule
from socdomain.jobs.run import RunStatus
from socdomain.jobs.switch_schedule import To
from socdomain.principal import Reach
from tests.soak.accounts import Accounts, Mark
from tests.soak.jobs import BEGUN, EFFECT, ENDED, JOBS, SCHEDULES, each
from tests.soak.members import Member
from tests.soak.troubles import Troubles

SCHEDULERS: Final = 2
WORKERS: Final = 3
TROUBLE_EVERY_S: Final = (1.0, 4.0)
ENDS_WITHIN_S: Final = 180.0
"""By when all runs have ended once nothing is disturbed any more."""

BEGINS_WITHIN_S: Final = 30.0
_LOOK_EVERY_S: Final = 0.05


@define
class Soak:
    """One soak.

    Attributes:
        platform: The platform, prepared.
        folder: Where logs are written.
        until: When the last run is due.
        chance: All that is random.
    """

    platform: Platform
    folder: Path
    until: datetime
    chance: random.Random
    accusations: list[str] = field(factory=list)
    members: list[Member] = field(factory=list)

    def run(self) -> Accounts:
        """Disturbs, waits until all runs have ended, ends the processes, and returns what the database says then."""
        self._add_schedules()
        queue = self._member("queue", "entrypoints.cli.main", "queue")
        schedulers = [self._member(f"scheduler-{n}", "tests.soak.process", "scheduler") for n in range(SCHEDULERS)]
        workers = [self._member(f"worker-{n}", "tests.soak.process", "worker") for n in range(WORKERS)]
        self.members = [queue, *schedulers, *workers]
        troubles = Troubles(self.platform, queue, schedulers, workers, self.chance)
        try:
            self._disturb(troubles)
            if not self._look_until(lambda: not self._open_runs(), ENDS_WITHIN_S):
                self.accusations.append(f"after {ENDS_WITHIN_S:.0f} s in peace some runs have not ended")
        finally:
            troubles.wake(all_of_them=True)
            self._end()
        line("\n" + "\n".join(f"{count:5}  {name}" for name, count in sorted(troubles.made.items())))
        return self._accounts()

    def _add_schedules(self) -> None:
        jobs, by = self.platform.container.jobs, local_principal("soak")
        with self.platform.works.reading(Reach.everyone()) as work:
            others = work.schedules.all()
        for schedule in others:
            jobs.switch_schedule.execute(schedule.name, To.PAUSED, by=by)
        for name, (job, seconds) in SCHEDULES.items():
            jobs.add_schedule.execute(NewSchedule(job, name, each(seconds, self.until)), by=by)

    def _member(self, name: str, module: str, *arguments: str) -> Member:
        environment = child_environment(self.platform.settings)
        return Member(name, module, arguments, environment, self.folder, self.chance, self.accusations.append)

    def _disturb(self, troubles: Troubles) -> None:
        if not self._look_until(self._has_finished_one, BEGINS_WITHIN_S):
            self.accusations.append(f"nothing was done within {BEGINS_WITHIN_S:.0f} s")
        next_at = time.monotonic()
        while datetime.now(UTC) < self.until:
            self._look_until(lambda: True, 0.0)
            troubles.wake()
            if time.monotonic() >= next_at:
                made = troubles.make()
                next_at = time.monotonic() + (self.chance.uniform(*TROUBLE_EVERY_S) if made else 0.0)
                if made:
                    line(f"{datetime.now(UTC):%H:%M:%S}  {made}")
            time.sleep(_LOOK_EVERY_S)
        troubles.wake(all_of_them=True)

    def _look_until(self, is_so: Callable[[], bool], within_s: float, *, again: bool = True) -> bool:
        give_up_at = time.monotonic() + within_s
        while True:
            for member in self.members:
                member.look(again=again)
            if is_so():
                return True
            if time.monotonic() >= give_up_at:
                return False
            time.sleep(_LOOK_EVERY_S)

    def _open_runs(self) -> bool:
        is_open = job_runs.c.status.in_([one.value for one in RunStatus if not one.is_end])
        is_ours = job_runs.c.job.in_(JOBS) & (job_runs.c.due_at <= self.until)
        return bool(self._rows(select(job_runs.c.id).where(is_open, is_ours).limit(1)))

    def _has_finished_one(self) -> bool:
        return bool(self._rows(select(job_runs.c.id).where(job_runs.c.status == RunStatus.FINISHED.value).limit(1)))

    def _end(self) -> None:
        # The server last: what the others give back, they say in the database alone, but say goodbye to it too.
        for members in (self.members[1:], self.members[:1]):
            for member in members:
                if member.is_up:
                    member.stop()
            self._look_until(partial(_are_gone, members), GRACE_S + 5.0, again=False)

    def _accounts(self) -> Accounts:
        is_ours, is_mark = job_runs.c.job.in_(JOBS), audit_records.c.action.in_((BEGUN, EFFECT, ENDED))
        runs = self._rows(select(job_runs).where(is_ours, job_runs.c.due_at <= self.until))
        marks = self._rows(select(audit_records).where(is_mark).order_by(audit_records.c.sequence))
        leases = self._rows(select(job_leases.c.key).where(job_leases.c.expires_at > datetime.now(UTC)))
        with self.platform.works.reading(Reach.everyone()) as work:
            schedules = tuple(one for one in work.schedules.all() if one.name in SCHEDULES)
        return Accounts(
            schedules=schedules,
            runs=tuple(map(run_of, runs)),
            marks=tuple(Mark(row.action, row.object_id, row.after["run"], row.after["worker"]) for row in marks),
            leases=tuple(row.key for row in leases),
            until=self.until,
        )

    def _rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        engine = make_engine(as_administrator(self.platform.settings.url), pool_size=1)
        try:
            with engine.connect() as connection:
                return connection.execute(statement).all()
        finally:
            engine.dispose()


def _are_gone(members: Sequence[Member]) -> bool:
    return all(member.process is None for member in members)
