"""Jobs and times that the product has not: due every few seconds, and saying in the database what they do."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from attrs import evolve, frozen

from entrypoints.bootstrap import Platform, build
from entrypoints.container import Container
from entrypoints.settings import Settings
from entrypoints.worker.performers import PERFORMERS, Performer
from socdomain.audit_record import AuditRecord
from socdomain.errors import WatchfloorError
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.kind import JobKind, Missed, Retries
from socdomain.jobs.ports import JobsWork
from socdomain.jobs.running import Running
from socdomain.jobs.timing import Cron, Every

BEGUN, EFFECT, ENDED = "soak.begun", "soak.effect", "soak.ended"
_NEVER: Final = timedelta(days=1_000)


class FailsFirstError(WatchfloorError):
    """What a job that fails the first time says."""


@frozen
class SoakJob:
    """A job, and how it behaves.

    Attributes:
        kind: As the catalog has it.
        lasts_s: How many seconds it takes.
        fails_first: Whether its first attempt fails, before its effect.
    """

    kind: JobKind
    lasts_s: float
    fails_first: bool = False


def _kind(name: str, summary: str, *, may_overlap: bool = False, missed: Missed = Missed.ONE) -> JobKind:
    return JobKind(
        name=name,
        summary=summary,
        timing=Every(1),
        timeout=timedelta(seconds=20),
        # More than the troubles of a soak: a run that is given up is accounted for, and shows less.
        retries=Retries(most=6, first_wait=timedelta(seconds=0.5)),
        may_overlap=may_overlap,
        missed=missed,
    )


JOBS: Final = {
    job.kind.name: job
    for job in (
        SoakJob(_kind("soak_quick", "Is done at once."), 0.05),
        SoakJob(_kind("soak_long", "Takes longer than a worker that has to stop waits for it."), 9.0),
        SoakJob(_kind("soak_each", "Makes up for each time.", missed=Missed.EACH), 0.1),
        SoakJob(_kind("soak_shared", "Runs beside itself.", may_overlap=True), 1.5),
        SoakJob(_kind("soak_fails", "Fails at first."), 0.1, fails_first=True),
    )
}
"""The jobs by their names."""

SCHEDULES: Final = {
    "quick-1": ("soak_quick", 1),
    "quick-2": ("soak_quick", 2),
    "long-4": ("soak_long", 4),
    "each-3": ("soak_each", 3),
    "each-5": ("soak_each", 5),
    "shared-2": ("soak_shared", 2),
    "shared-5": ("soak_shared", 5),
    "fails-3": ("soak_fails", 3),
}
"""Job and seconds of each schedule, by its name; two of a job that may not overlap are in each other's way."""


class SecondsCalendar:
    """Knows times that cron cannot say, as ``Calendar``: each so many seconds, until the soak ends."""

    def after(self, cron: Cron, at: datetime) -> datetime:
        """Returns the first time after another one; beyond the end, one that never comes."""
        seconds, until = map(int, cron.expression.split())
        following = datetime.fromtimestamp((int(at.timestamp()) // seconds + 1) * seconds, UTC)
        return following if following.timestamp() <= until else following + _NEVER


def each(seconds: int, until: datetime) -> Cron:
    """Returns a timing of whole seconds, counted from 1970."""
    return Cron(f"{seconds} {int(until.timestamp())}")


def platform_of(settings: Settings) -> Platform:
    """Returns the platform of a process of the soak: the product's, with these jobs and times beside its own."""
    CATALOG.update({name: job.kind for name, job in JOBS.items()})
    cast(dict[str, Performer], PERFORMERS).update(dict.fromkeys(JOBS, _perform))
    platform = build(settings)
    jobs = evolve(platform.container.jobs, make_calendar=SecondsCalendar)
    return evolve(platform, container=evolve(platform.container, jobs=jobs))


def _perform(container: Container, running: Running) -> Mapping[str, int]:
    job, run = JOBS[running.run.job], running.run
    _write(container, running, BEGUN)
    time.sleep(job.lasts_s / 2)
    if job.fails_first and run.attempt == 1:
        raise FailsFirstError("fails the first time")
    _write(container, running, EFFECT, if_so=lambda work: work.effects.once(run.id, "effect"))
    time.sleep(job.lasts_s / 2)
    _write(container, running, ENDED)
    return {"effects": 1}


def _write(
    container: Container, running: Running, action: str, *, if_so: Callable[[JobsWork], bool] = lambda work: True
) -> None:
    """Writes into the audit log, whose records are numbered in the order of their commits."""
    after = {"run": str(running.run.id), "worker": running.lease.holder}
    with running.work(running.by.reach) as work:
        if if_so(work):
            now, number = running.clock.now(), container.ids.new()
            work.audit.add(AuditRecord.of(running.by, action, running.run.job, id=number, at=now, after=after))
        work.commit()
