"""A floor with schedules of the jobs for tests, and the processes that do them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil
from attrs import define, evolve, field
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from adapters.queue.rq_queue import RqRunQueue
from entrypoints.bootstrap import Platform, build, generate_keys
from entrypoints.bootstrap_jobs import redis_address
from entrypoints.settings import Settings, child_environment
from socdomain.auth.builtin_roles import BUILTIN_ROLES
from socdomain.ids import RunId, ScheduleId
from socdomain.jobs.planned import plan
from socdomain.jobs.request_run import RequestRun
from socdomain.jobs.run import Run, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Every
from socdomain.startup.ensure_scheduler import EnsureScheduler
from tests.builders import EVERYONE, a_principal

PATIENCE_S: Final = 60.0


def wait_for(seen: Callable[[], object], what: str) -> None:
    """Looks again and again, up to a limit, until something is so."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not seen():
        assert time.monotonic() < give_up_at, f"not seen: {what}"
        time.sleep(0.05)


@define
class JobFloor:
    """A database with schedules, and processes on it.

    Attributes:
        platform: The use cases, as another process has them.
        folder: Where jobs write what they do.
    """

    platform: Platform
    folder: Path
    _processes: list[subprocess.Popen[bytes]] = field(factory=list, init=False)

    def start(self, name: str) -> psutil.Process:
        """Starts a process, and waits until it is ready."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.flows.job_processes", name],
            env=child_environment(self.platform.settings),
            stdout=subprocess.PIPE,
        )
        self._processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n", f"the {name} did not start"
        return psutil.Process(process.pid)

    def stop(self, process: psutil.Process, number: int = signal.SIGTERM) -> int:
        """Has a process end, and returns its exit code."""
        popen = next(one for one in self._processes if one.pid == process.pid)
        popen.send_signal(number)
        return popen.wait(PATIENCE_S)

    def freeze(self, process: psutil.Process) -> None:
        """Has a process do nothing, as if its machine had been put to sleep, but not within a transaction.

        There it would keep the others from writing: to an embedded database for as long as it sleeps, to a server for a
        minute, after which the server breaks the transaction off.
        """
        os.kill(process.pid, signal.SIGSTOP)
        while not self._others_can_write():
            thaw(process)
            os.kill(process.pid, signal.SIGSTOP)

    def _others_can_write(self) -> bool:
        url = self.platform.settings.database_url
        wait = "PRAGMA busy_timeout = 500" if url.startswith("sqlite") else "SET lock_timeout = '500ms'"
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                connection.execute(text(wait))
                connection.execute(text("UPDATE job_leases SET fence = fence"))
        except OperationalError:
            return False
        finally:
            engine.dispose()
        return True

    def close(self) -> None:
        """Ends what still runs, the last started first."""
        for process in reversed(self._processes):
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.communicate()
        self.platform.close()

    def schedule(self, job: str, **fields: object) -> Schedule:
        """Adds a schedule of a job, which is not due."""
        now = datetime.now(UTC)
        arguments = {"file": str(self.written), "until": str(self.folder / "until")}
        schedule = Schedule(
            ScheduleId(self.platform.container.ids.new()), job, job, Every(60), now, None, now, arguments
        )
        schedule = evolve(schedule, **fields)  # type: ignore[arg-type] # whichever it has
        with self.platform.works(EVERYONE) as work:
            work.schedules.add(schedule)
            if schedule.next_due_at is not None:
                work.runs.add(plan(schedule, schedule.next_due_at))
            work.commit()
        return schedule

    def request(self, job: str) -> Run:
        """Asks for a run of a job."""
        container = self.platform.container
        queue = RqRunQueue(lambda: redis_address(self.platform.settings))
        try:
            use_case = RequestRun(self.platform.works, container.clock, container.ids, queue)
            return use_case.execute(job, by=a_principal())
        finally:
            queue.close()

    def run(self, run_id: RunId) -> Run:
        """Returns a run as it is now."""
        with self.platform.works.reading(EVERYONE) as work:
            run = work.runs.get(run_id)
        assert run is not None
        return run

    def ended(self, run_id: RunId) -> Run:
        """Waits until a run has ended, and returns it."""
        wait_for(lambda: self.run(run_id).status.is_end, f"the end of {self.run(run_id)}")
        return self.run(run_id)

    def started(self, run_id: RunId) -> Run:
        """Waits until a run has begun to do something, and returns it."""
        wait_for(lambda: self.run(run_id).status is RunStatus.STARTED and self.lines, "its beginning")
        return self.run(run_id)

    @property
    def written(self) -> Path:
        """The file that jobs write to."""
        return self.folder / "written"

    @property
    def lines(self) -> list[str]:
        """What jobs have written, without by whom."""
        return [line.split()[0] for line in self.written.read_text().splitlines()] if self.written.exists() else []

    def let_go(self) -> None:
        """Makes the file that jobs wait for."""
        (self.folder / "until").touch()


def horse_of(worker: psutil.Process) -> psutil.Process:
    """Waits until a worker does a run, and returns the process that does it."""
    wait_for(worker.children, "a process that does a run")
    return worker.children()[0]


@contextlib.contextmanager
def job_floor(url: str, folder: Path, **settings: object) -> Iterator[JobFloor]:
    """A floor for the length of the block."""
    values = {"data_dir": folder / "data", "database_url": url, "log_level": "warning", **settings}
    platform = build(Settings(**values))  # type: ignore[arg-type] # whichever there are
    # Those of an embedded database make themselves.
    generate_keys(platform.settings)
    container = platform.container
    with platform.works(EVERYONE) as work:
        for role in BUILTIN_ROLES.values():
            work.roles.add(role)
        work.commit()
    EnsureScheduler(platform.works, container.clock, container.ids).execute()
    floor = JobFloor(platform, folder)
    try:
        yield floor
    finally:
        floor.close()


def is_gone(process: psutil.Process) -> bool:
    """Tells whether a process has ended, whoever has heard of it."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def thaw(process: psutil.Process) -> None:
    """Has it go on."""
    os.kill(process.pid, signal.SIGCONT)
