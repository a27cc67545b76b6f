"""A run that leaves no trace, before the first: what it loads and works out, those that are forked need not."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, cast

from entrypoints.bootstrap import Platform
from socdomain.errors import WatchfloorError
from socdomain.ids import RunId, ScheduleId
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.lease import Lease
from socdomain.jobs.run import Cause, Run, RunStatus
from socdomain.jobs.run_job import RunJob, RunsWork
from socdomain.jobs.running import Running
from socdomain.principal import Reach


def rehearse(platform: Platform) -> None:
    """Does a run that there is not, in a transaction that is never committed; where the database is away, nothing.

    Args:
        platform: Whose; its statements stay compiled when its connections are closed.
    """
    jobs = platform.container.jobs
    jobs.make_calendar()
    jobs.make_queue()
    # Without it the worker is slower, and that is all.
    with contextlib.suppress(WatchfloorError), platform.works(Reach.everyone()) as work:
        uncommitted = cast(RunsWork, _Uncommitted(work))
        run = _run(platform)
        work.runs.add(run)

        def same(reach: Reach) -> RunsWork:
            return uncommitted

        def under(lease: Lease) -> Callable[[Reach], RunsWork]:
            return same

        RunJob(same, under, platform.container.clock, _perform, _keep, "rehearsal").execute(run.id)


class _Uncommitted:
    """A unit of work within another one, which it leaves open."""

    def __init__(self, work: object) -> None:
        self._work = work

    def __enter__(self) -> _Uncommitted:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def commit(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


def _run(platform: Platform) -> Run:
    now = platform.container.clock.now() - timedelta(seconds=1)
    return Run(
        id=RunId(platform.container.ids.new()),
        # Whichever; while one of it runs, no lease is there to be had, and half of the rehearsal is left out.
        job=next(iter(CATALOG)),
        cause=Cause.SCHEDULE,
        # Of none that there is: what it would be told is told to nobody.
        schedule_id=ScheduleId(platform.container.ids.new()),
        due_at=now,
        ready_at=now,
        status=RunStatus.QUEUED,
    )


def _perform(running: Running) -> Mapping[str, int]:
    return {}


@contextlib.contextmanager
def _keep(lease: Lease, *, within_s: float) -> Iterator[None]:
    yield
