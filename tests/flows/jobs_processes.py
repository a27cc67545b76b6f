"""Processes of jobs: started, stopped, killed and put to sleep, with what they say in files."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil
from attrs import field, frozen

from tests.flows.floors import Floor
from tests.flows.jobs_program import HASTY, NEVER
from tests.watching import watch

PATIENCE_S: Final = 60.0
"""Within which everything is seen that a test waits for, unless it is about a time."""

STOPS_WITHIN_S: Final = 20.0
"""The grace period: within it a process has stopped that is asked to."""

_LOOK_EVERY_S: Final = 0.03

Process = subprocess.Popen[str]


def wait_until(seen: Callable[[], object], what: str, *, within_s: float = PATIENCE_S) -> None:
    """Looks again and again, up to a limit, until something is so."""
    give_up_at = time.monotonic() + within_s
    while not seen():
        assert time.monotonic() < give_up_at, f"not seen within {within_s:.0f} s: {what}"
        time.sleep(_LOOK_EVERY_S)


def is_alive(pid: int) -> bool:
    """Tells whether a process lives; one that has ended, and that nobody has waited for yet, does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def thaw(*pids: int) -> None:
    """Has processes go on that were put to sleep."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@frozen
class Processes:
    """Processes over one floor.

    Attributes:
        floor: On what.
        folder: Where they write what they say, and their jobs what they do.
        pace: Theirs; see ``tests.flows.jobs_program``.
    """

    floor: Floor
    folder: Path
    pace: str = HASTY
    _started: dict[int, Process] = field(factory=dict, init=False, repr=False)
    _below: list[psutil.Process] = field(factory=list, init=False)

    def start(self, *arguments: str, dies_at: tuple[str, int] = NEVER, **variables: str) -> Process:
        """Starts a process of the product, which knows the jobs of tests."""
        point, count = dies_at
        given = (str(self.folder), self.pace, point, str(count), *arguments)
        says = self.folder / f"{len(self._started)}-{arguments[0]}.log"
        process = self.floor.start(*given, module="tests.flows.jobs_program", environment=variables, says=says)
        self._started[process.pid] = process
        return process

    def said(self, process: Process) -> str:
        """What a process has said so far."""
        number = list(self._started).index(process.pid)
        return "".join(file.read_text() for file in self.folder.glob(f"{number}-*.log"))

    def wait_until_ready(self, process: Process, says: str) -> None:
        """Waits until a process has said something."""
        wait_until(lambda: says in self.said(process) or process.poll() is not None, f"{process.pid} says {says}")
        assert process.poll() is None, self.said(process)

    def stop(self, *processes: Process, within_s: float = STOPS_WITHIN_S) -> None:
        """Has processes end that were started here, within their grace period unless another time is given."""
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(within_s)

    def kill(self, *pids: int) -> None:
        """Ends processes as `kill -9` does, those that were started here or what they have forked."""
        for pid in pids:
            with contextlib.suppress(psutil.NoSuchProcess):
                self._below.extend(psutil.Process(pid).children(recursive=True))
            os.kill(pid, signal.SIGKILL)
            if pid in self._started:
                self._started[pid].wait()

    def close(self) -> None:
        """Ends all that was started here, and what that would leave behind."""
        # Of one that has ended, the number may be another program's by now.
        running = [process for process in self._started.values() if process.poll() is None]
        for process in running:
            with contextlib.suppress(psutil.NoSuchProcess):
                self._below.extend(psutil.Process(process.pid).children(recursive=True))
        # What sleeps would hear no signal.
        thaw(*(one.pid for one in running), *(one.pid for one in self._below if one.is_running()))
        try:
            self.stop(*running, within_s=PATIENCE_S)
        finally:
            for process in self._started.values():
                process.kill()
                process.wait()
            for left in self._below:
                # Asks whether it is still the same process before it does.
                with contextlib.suppress(psutil.NoSuchProcess):
                    left.kill()
            self._tell()

    def _tell(self) -> None:
        for file in sorted(self.folder.glob("*.log")):
            said = file.read_text()
            watch().hear(f"a process of jobs, {file.name}", said)
            # Pytest shows it where a test fails.
            print(f"--- {file.name}", said, sep="\n")
