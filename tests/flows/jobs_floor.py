"""A floor whose jobs run: a queue, and workers and schedulers as processes of their own, as tests start them."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import frozen
from redis import Redis

from adapters.clock import SystemClock
from adapters.cron import CroniterCalendar
from adapters.database import sql_works
from adapters.ids import Uuid7Ids
from adapters.queue.connections import connect
from adapters.queue.embedded import address_of
from adapters.queue.rq_queue import RqRunQueue
from entrypoints.job_use_cases import JobUseCases
from socdomain.errors import QueueUnavailableError
from socdomain.ids import RunId
from socdomain.jobs.run import Run, RunStatus
from socdomain.startup.ensure_scheduler import EnsureScheduler
from tests.builders import a_principal
from tests.flows.floors import Floor
from tests.flows.jobs_acts import EFFECT
from tests.flows.jobs_processes import PATIENCE_S, Process, Processes, thaw, wait_until
from tests.flows.jobs_program import HASTY, NEVER
from tests.flows.jobs_stored import StoredJobs
from tests.servers.valkey import ValkeyServer, valkey_server

PROMPTLY_S: Final = 15.0
"""Within which schedules stand again, and another scheduler leads."""

LOST_WITHIN_S: Final = 30.0
"""Within which a run is marked as lost whose worker is gone."""


@frozen
class JobsFloor(StoredJobs):
    """Jobs over one database, with a queue.

    Attributes:
        floor: On what.
        folder: Where the jobs write what they do.
        server: What the queue is kept in, as long as no command ``queue`` runs.
        queue: What carries the runs, to be looked at.
        use: The use cases of jobs, as another process has them.
        processes: Those that the test has started.
    """

    floor: Floor
    folder: Path
    server: ValkeyServer
    queue: RqRunQueue
    use: JobUseCases
    processes: Processes

    def start(self, *arguments: str, dies_at: tuple[str, int] = NEVER, **variables: str) -> Process:
        """Starts a process of the product, which knows the jobs of tests."""
        return self.processes.start(*arguments, dies_at=dies_at, **variables)

    def start_queue(self) -> Process:
        """Starts the product's own command for the queue, and waits until it is there; nothing else runs it then."""
        self.server.stop()
        process = self.start("queue")
        self.processes.wait_until_ready(process, "The queue runs.")
        return process

    def redis(self) -> Redis:
        """A client of the server behind the queue."""
        return connect(address_of(self.floor.folder / "queue"))

    def carries_all(self) -> bool:
        """Tells whether the queue is there, and has every run that is planned, or waits for nothing but a worker."""
        open_runs = [run for run in map(self.find, self.with_status(RunStatus.PLANNED, RunStatus.QUEUED)) if run]
        busy = {run.job for run in map(self.find, self.with_status(RunStatus.STARTED)) if run}
        waiting = [run.id for run in open_runs if run.status is RunStatus.PLANNED or run.job not in busy]
        try:
            return bool(waiting) and not self.queue.lacks(waiting)
        except QueueUnavailableError:
            return False

    def request(self, name: str) -> RunId:
        """Asks for a run of a schedule as people do, and returns it."""
        return self.use.request_run.execute(name, by=a_principal()).id

    def wait_for(self, run_id: RunId, *status: RunStatus, within_s: float = PATIENCE_S) -> Run:
        """Waits until a run has one of some statuses, or has ended where none is given, and returns it."""

        def has_it() -> bool:
            found = self.find(run_id)
            return found is not None and (found.status in status if status else found.status.is_end)

        wait_until(has_it, f"{run_id} is {status or 'over'}", within_s=within_s)
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

    def freeze(self, pid: int) -> None:
        """Has a process do nothing, as if its machine had been put to sleep, but not within a transaction.

        There it would keep the others from writing: to an embedded database for as long as it sleeps, to a server for a
        minute, after which the server breaks the transaction off.
        """
        give_up_at = time.monotonic() + PATIENCE_S
        os.kill(pid, signal.SIGSTOP)
        while not self.can_be_written():
            assert time.monotonic() < give_up_at, f"{pid} is always within a transaction"
            thaw(pid)
            os.kill(pid, signal.SIGSTOP)

    def assert_once(self, run_ids: Iterable[RunId], *, attempts: int | None = 1) -> None:
        """Each run finishes, with its effect once; where attempts are given, in so many."""
        for run_id in run_ids:
            run = self.wait_for(run_id)
            assert (run.status, run.error) == (RunStatus.FINISHED, ""), run
            assert self.lines(run_id).count(EFFECT) == 1, run
            assert [one.outcome for one in run.attempts].count(RunStatus.FINISHED) == 1, run
            assert attempts is None or len(run.attempts) == attempts, run

    def close(self) -> None:
        """Ends all that was started here."""
        self.let_go()
        self.processes.close()
        self.queue.close()
        self.works.close()


@contextlib.contextmanager
def jobs_floor_on(floor: Floor, folder: Path, *, pace: str = HASTY) -> Iterator[JobsFloor]:
    """A floor whose queue runs, for the length of the block; workers and schedulers are for tests to start.

    Args:
        floor: On what.
        folder: Where the jobs write what they do; made.
        pace: That of the processes; see ``tests.flows.jobs_program``.
    """
    folder.mkdir()
    clock, ids, at = SystemClock(), Uuid7Ids(), floor.folder / "queue"
    works = sql_works(floor.url, ids=ids, clock=clock, pool_size=2)
    EnsureScheduler(works, clock, ids).execute()
    queue = RqRunQueue(lambda: address_of(at))
    use = JobUseCases(works, clock, ids, CroniterCalendar, lambda: queue)
    with valkey_server(at) as server:
        jobs = JobsFloor(works, floor, folder, server, queue, use, Processes(floor, folder, pace))
        try:
            yield jobs
        finally:
            jobs.close()
