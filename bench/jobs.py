"""From asking for a run to its start, from due to start, and what a run costs beside bare RQ; all on SQLite."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from adapters.queue.connections import connect
from bench.bare_rq import QUEUE, nothing
from bench.platforms import empty_database, settings_for
from bench.report import heading, line, percentile, verdict
from entrypoints.bootstrap import Platform, build, generate_keys
from entrypoints.bootstrap_jobs import redis_address
from entrypoints.prepare import prepare
from entrypoints.settings import child_environment
from socdomain.auth.local_principal import local_principal
from socdomain.ids import RunId
from socdomain.jobs.run import Cause, Run, RunStatus
from socdomain.principal import Reach

JOB: Final = "drain_outbox"
"""What does least: with nothing there it asks the database once."""

ASKED: Final = 60
DUE: Final = 15
AT_ONCE: Final = 60
MOST_TO_START_MS: Final = 50
MOST_DUE_TO_START_S: Final = 1.5
MOST_TIMES_BARE: Final = 1.5
_WITHIN_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.02
_IDLE_S: Final = 0.1
_WHOLE: Final = Reach.everyone()


def measure() -> bool:
    """Measures, and tells whether all bars are met."""
    heading("Jobs: to their start, and beside bare RQ")
    with empty_database("sqlite") as (folder, url):
        settings = settings_for(folder, url)
        generate_keys(settings)
        platform = build(settings)
        prepare(platform)
        with contextlib.closing(platform), _process(platform, "queue"):
            with _process(platform, "worker"):
                met = [_asked(platform)]
                with _process(platform, "scheduler"):
                    met.append(_due(platform))
            met.append(_beside_bare_rq(platform))
    return all(met)


def _asked(platform: Platform) -> bool:
    """One after the other, each once the worker is idle again."""
    to_start, from_push = [], []
    for _ in range(ASKED):
        began = datetime.now(UTC)
        run_id = _ask(platform)
        pushed = datetime.now(UTC)
        run = _ended(platform, [run_id])[0]
        to_start.append((_started(run) - began).total_seconds() * 1_000)
        from_push.append((_started(run) - pushed).total_seconds() * 1_000)
        time.sleep(_IDLE_S)
    line(
        f"asking to start: {percentile(to_start, 0.5):.1f} ms in the median, of which "
        f"{percentile(from_push, 0.5):.1f} ms after it was pushed"
    )
    return verdict("asking to start (p95)", percentile(to_start, 0.95), MOST_TO_START_MS, unit="ms", at_most=True)


def _due(platform: Platform) -> bool:
    """Runs that are planned as those of a schedule are, at any fraction of a second."""
    chance, begin = random.Random(1), datetime.now(UTC) + timedelta(seconds=5)
    times = [begin + timedelta(seconds=1.5 * number + chance.random()) for number in range(DUE)]
    planned = [_planned(platform, due_at) for due_at in times]
    with platform.works(_WHOLE) as work:
        for run in planned:
            work.runs.add(run)
        work.commit()
    late = [(_started(run) - run.due_at).total_seconds() for run in _ended(platform, [run.id for run in planned])]
    line(f"due to start: {percentile(late, 0.5):.2f} s in the median, {max(late):.2f} s at most")
    return verdict("due to start (p95)", percentile(late, 0.95), MOST_DUE_TO_START_S, unit="s", at_most=True)


def _beside_bare_rq(platform: Platform) -> bool:
    """The time from one start to the next while many wait, with one worker that forks for each."""
    run_ids = [_ask(platform) for _ in range(AT_ONCE)]
    with _process(platform, "worker"):
        ours = _each_ms([_started(run) for run in _ended(platform, run_ids)])
    bare = _each_ms(_bare_starts(redis_address(platform.settings)))
    line(f"a run: {ours:.1f} ms; a job of bare RQ that does nothing: {bare:.1f} ms")
    return verdict("a run beside bare RQ", ours / bare, MOST_TIMES_BARE, unit="times", at_most=True)


def _bare_starts(url: str) -> list[datetime]:
    with contextlib.closing(connect(url)) as client:
        queue = Queue(QUEUE, connection=client, serializer=JSONSerializer)
        names = [queue.enqueue(nothing, result_ttl=600).id for _ in range(AT_ONCE)]
        subprocess.run([sys.executable, "-m", "bench.bare_rq", url], check=True)
        return [_start_of(name, client) for name in names]


def _start_of(name: str, client: Redis) -> datetime:
    started = Job.fetch(name, connection=client, serializer=JSONSerializer).started_at
    assert started is not None
    return started.replace(tzinfo=UTC)


def _each_ms(starts: Sequence[datetime]) -> float:
    return (max(starts) - min(starts)).total_seconds() * 1_000 / (len(starts) - 1)


def _ask(platform: Platform) -> RunId:
    return platform.container.jobs.request_run.execute(JOB, by=local_principal("bench")).id


def _planned(platform: Platform, due_at: datetime) -> Run:
    return Run(
        id=RunId(platform.container.ids.new()),
        job=JOB,
        cause=Cause.CHANGE,
        schedule_id=None,
        due_at=due_at,
        ready_at=due_at,
        status=RunStatus.PLANNED,
    )


def _ended(platform: Platform, run_ids: Sequence[RunId]) -> list[Run]:
    """Waits until runs have ended, and returns them."""

    def found(wanted: Sequence[RunId]) -> list[Run]:
        with platform.works.reading(_WHOLE) as work:
            return [run for run in map(work.runs.get, wanted) if run is not None and run.status.is_end]

    # The last alone: whoever looks at all of them takes the worker's time.
    _wait(lambda: bool(found(run_ids[-1:])), "the last run's end")
    _wait(lambda: len(found(run_ids)) == len(run_ids), "runs that end")
    return found(run_ids)


def _started(run: Run) -> datetime:
    assert run.status is RunStatus.FINISHED, run.error
    return run.attempts[-1].started_at


def _wait(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited in vain for {what}")
        time.sleep(_LOOK_EVERY_S)


@contextlib.contextmanager
def _process(platform: Platform, name: str) -> Iterator[None]:
    """Runs a process of the platform for the length of the block, which begins when it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "entrypoints.cli.main", name],
        env=child_environment(platform.settings),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        if not process.stdout.readline():
            raise RuntimeError(f"the process {name!r} ended")
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
