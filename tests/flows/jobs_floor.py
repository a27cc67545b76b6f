"""A floor whose jobs run: queue, workers and schedulers as processes of their own, with jobs that tests hold up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import psutil
from attrs import field, frozen
from redis import Redis

from adapters.clock import SystemClock
from adapters.database import sql_works
from adapters.ids import Uuid7Ids
from adapters.queue.connections import connect
from adapters.queue.embedded import address_of
from adapters.queue.rq_queue import RqRunQueue
from socdomain.errors import QueueUnavailableError
from socdomain.ids import RunId
from socdomain.jobs.run import Run, RunStatus
from socdomain.startup.ensure_scheduler import EnsureScheduler
from tests.flows.floors import Floor
from tests.flows.jobs_stored import StoredJobs
from tests.jobs_program import EFFECT, NEVER
from tests.watching import watch

PROMPTLY_S: Final = 15.0
"""Within which schedules stand again, and another scheduler leads."""

LOST_WITHIN_S: Final = 30.0
"""Within which a run is marked as lost whose worker is gone."""

GRACE_S: Final = 20.0
"""Within which a worker that is asked to stop has stopped."""

START_S: Final = 30.0
"""Within which a process that dies early on has done so."""

_LOOK_EVERY_S: Final = 0.05

Process = subprocess.Popen[str]


def wait_until(seen: Callable[[], bool], what: str, *, within_s: float = LOST_WITHIN_S) -> None:
    """Looks again and again, up to a limit."""
    give_up_at = time.monotonic() + within_s
    while not seen():
        assert time.monotonic() < give_up_at, f"not seen within {within_s:.0f} s: {what}"
        time.sleep(_LOOK_EVERY_S)


def kill(pid: int) -> None:
    """Ends a process as `kill -9` does."""
    os.kill(pid, signal.SIGKILL)


def children_of(process: Process) -> list[psutil.Process]:
    """The processes that a process has started or forked, and theirs."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@frozen
class JobsFloor(StoredJobs):
    """Processes of jobs over one database.

    Attributes:
        floor: On what.
        folder: Where the jobs write what they do.
        processes: Those that were started here, by their numbers.
    """

    floor: Floor
    folder: Path
    processes: dict[int, Process] = field(factory=dict, init=False)
    _queues: list[Process] = field(factory=list, init=False)

    def start(self, *arguments: str, dies_at: tuple[str, int] = NEVER, **variables: str) -> Process:
        """Starts a process of the product, which knows the jobs of tests."""
        point, count = dies_at
        given = (str(self.folder), point, str(count), *arguments)
        process = self.floor.start(*given, module="tests.jobs_program", environment=variables)
        self.processes[process.pid] = process
        return process

    def does(self, *arguments: str) -> None:
        """Runs a command to its end, which it reaches."""
        process = self.start(*arguments)
        process.wait(START_S)
        self.stop(process)
        assert process.returncode == 0

    def dies(self, process: Process) -> bool:
        """Tells whether a process that should kill itself does so."""
        return process.wait(START_S) == -signal.SIGKILL

    def start_queue(self) -> None:
        """Starts the queue, and waits until it is there."""
        process = self.start("queue")
        assert process.stdout is not None
        assert process.stdout.readline(), f"the queue ended: {process.communicate()[1]}"
        self._queues[:] = [process]

    def stop_queue(self) -> None:
        """Stops the queue."""
        self.stop(*self._queues)

    def stop(self, *processes: Process) -> None:
        """Ends processes that were started here, and hears what they have said."""
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            out, err = process.communicate(timeout=GRACE_S + 10)
            watch().hear("a process of jobs", out + err)
            # Pytest shows it where a test fails.
            print(process.pid, process.args, process.returncode, err, sep="\n")
            self.processes.pop(process.pid, None)

    @property
    def queue(self) -> RqRunQueue:
        """What carries the runs, to be looked at."""
        return RqRunQueue(self._address)

    def redis(self) -> Redis:
        """A client of the server behind it."""
        return connect(self._address())

    def _address(self) -> str:
        return address_of(self.floor.folder / "queue")

    def carries_all(self) -> bool:
        """Tells whether the queue is there, and has every run that is planned, or waits for nothing but a worker."""
        open_runs = [run for run in map(self.find, self.with_status(RunStatus.PLANNED, RunStatus.QUEUED)) if run]
        busy = {run.job for run in map(self.find, self.with_status(RunStatus.STARTED)) if run}
        waiting = [run.id for run in open_runs if run.status is RunStatus.PLANNED or run.job not in busy]
        try:
            return bool(waiting) and not self.queue.lacks(waiting)
        except QueueUnavailableError:
            return False

    def wait_for(self, run_id: RunId, *status: RunStatus, within_s: float = LOST_WITHIN_S) -> Run:
        """Waits until a run has a status, and returns it."""

        def has_it() -> bool:
            found = self.find(run_id)
            return found is not None and found.status in status

        wait_until(has_it, f"{run_id} is {status}", within_s=within_s)
        return self.run(run_id)

    def wait_for_hold(self, run_id: RunId, *, attempts: int = 1) -> Run:
        """Waits until a job that holds has had its effect in its so-many-th attempt."""
        wait_until(lambda: len(self.noted("began", run_id)) == attempts, f"{run_id} holds")
        return self.run(run_id)

    def noted(self, what: str, run_id: RunId) -> set[int]:
        """The processes that have noted something about a run."""
        return {int(file.suffix[1:]) for file in self.folder.glob(f"{what}.{run_id}.*")}

    def let_go(self) -> None:
        """Lets what holds go on, and end."""
        (self.folder / "go").touch()

    def set_clock(self, ahead_s: float) -> None:
        """Has the clocks of all processes be ahead by some seconds."""
        unfinished = self.folder / "clock.new"
        unfinished.write_text(str(ahead_s))
        unfinished.replace(self.folder / "clock")

    def has_died(self, at: tuple[str, int]) -> bool:
        """Tells whether the process that should die at a crash point has done so."""
        return (self.folder / f"died.{at[0]}.{at[1]}").exists()

    def assert_once(self, run_ids: Iterable[RunId], *, attempts: int | None = 1) -> None:
        """Each run finishes, with its effect once; where attempts are given, in so many."""
        for run_id in run_ids:
            run = self.wait_for(run_id, RunStatus.FINISHED)
            assert self.lines(run_id)[EFFECT] == 1, run
            assert [one.outcome for one in run.attempts].count(RunStatus.FINISHED) == 1, run
            assert attempts is None or len(run.attempts) == attempts, run

    def close(self) -> None:
        """Ends all that was started here, and what that would leave behind."""
        self.let_go()
        below = [child for process in self.processes.values() for child in children_of(process)]
        started = list(self.processes.values())
        try:
            self.stop(*(one for one in started if one not in self._queues))
            self.stop(*(one for one in started if one in self._queues))
        finally:
            for process in self.processes.values():
                process.kill()
            for left in below:
                # Asks whether it is still the same process before it does.
                with contextlib.suppress(psutil.NoSuchProcess):
                    left.kill()
            self.works.close()


@contextlib.contextmanager
def jobs_floor_on(floor: Floor, folder: Path) -> Iterator[JobsFloor]:
    """A floor whose queue runs, for the length of the block; workers and schedulers are for tests to start."""
    folder.mkdir()
    works = sql_works(floor.url, ids=Uuid7Ids(), clock=SystemClock(), pool_size=2)
    EnsureScheduler(works, SystemClock(), Uuid7Ids()).execute()
    jobs = JobsFloor(works, floor, folder)
    try:
        jobs.start_queue()
        yield jobs
    finally:
        jobs.close()
