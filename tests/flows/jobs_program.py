"""The command line with jobs for tests.

``python -m tests.flows.jobs_program FOLDER PACE NAME COUNT ARGUMENT...`` runs the command line with the arguments.

Its jobs write what they do into FOLDER. Where PACE is ``hasty``, leases end and what hangs is ended within seconds, so
that no test waits long for what happens then; where it is ``real``, all is as in the product. One process of the
program, be it a forked one, kills itself as ``kill -9`` would when it passes the crash point NAME for the COUNT-th
time; the others go on, as they all do where NAME is ``never``. Where FOLDER has a file ``clock``, the clock of the
program is as many seconds ahead as it says.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Final

from adapters import crash_points
from adapters.clock import SystemClock
from entrypoints.cli.main import main
from entrypoints.scheduler import leading, serve as scheduler
from entrypoints.worker import keeping
from socdomain.jobs import run_job
from tests.flows.jobs_acts import add_jobs

HASTY, REAL = "hasty", "real"

NEVER: Final = ("never", 0)
"""A crash point that no process passes."""

_LEASE: Final = timedelta(seconds=3)

_HASTY: Final[tuple[tuple[ModuleType, str, object], ...]] = (
    (run_job, "RUN_LEASE", _LEASE),
    (keeping, "RUN_LEASE", _LEASE),
    (keeping, "RENEW_AFTER", _LEASE / 3),
    (keeping, "HANGS_AFTER_S", 1.0),
    (keeping, "GIVE_BACK_AFTER_S", 1.0),
    (leading, "LEADS_FOR", _LEASE),
    (scheduler, "TURN_EVERY_S", 0.25),
)


def be_hasty() -> None:
    """Has this process, and those that it forks, wait for seconds where the product waits longer."""
    for module, name, value in _HASTY:
        assert hasattr(module, name), f"{module.__name__} has no {name} any more"
        setattr(module, name, value)


def die_at(folder: Path, name: str, count: int) -> None:
    """Arms this process and those that it forks; the first of them that comes so far dies."""
    passed = 0

    def hook(reached: str) -> None:
        nonlocal passed
        passed += reached == name
        if reached == name and passed == count:
            with contextlib.suppress(FileExistsError):
                (folder / f"died.{name}.{count}").touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)

    crash_points.arm(hook)


def move_clock(file: Path) -> None:
    """Has the clock of this process be ahead by as many seconds as a file says, as long as it is there."""
    real_time = time.time

    def moved_time() -> float:
        try:
            return real_time() + float(file.read_text())
        except OSError:
            return real_time()

    def now(self: SystemClock) -> datetime:
        return datetime.fromtimestamp(moved_time(), UTC)

    SystemClock.now = now  # type: ignore[method-assign]  # this process is for nothing else
    time.time = moved_time


if __name__ == "__main__":
    add_jobs(Path(sys.argv[1]))
    if sys.argv[2] == HASTY:
        be_hasty()
    die_at(Path(sys.argv[1]), sys.argv[3], int(sys.argv[4]))
    move_clock(Path(sys.argv[1]) / "clock")
    main(sys.argv[5:])
