"""The command line with jobs that take as long, fail as often and hang as badly as a test wants.

``python -m tests.jobs_program FOLDER NAME COUNT ARGUMENT...`` runs the command line with the arguments. Its jobs write
what they do into FOLDER. One process of the program, be it a forked one, kills itself as ``kill -9`` would when it
passes the crash point NAME for the COUNT-th time; the others go on, as they all do where NAME is ``never``. Where
FOLDER has a file ``clock``, the clock of the program is as many seconds ahead as it says.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast

from attrs import frozen

from adapters import crash_points
from adapters.clock import SystemClock
from entrypoints.cli.main import main
from entrypoints.container import Container
from entrypoints.worker.performers import PERFORMERS, Performer
from socdomain.errors import InvalidInputError, LeaseLostError
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.kind import JobKind, Missed, Retries
from socdomain.jobs.running import KEPT_LINES, Running
from socdomain.jobs.timing import Every

NEVER: Final = ("never", 0)
"""A crash point that no process passes."""

EFFECT: Final = "the effect"
"""The line that a run's effect is: of a run there may be one."""

_LOOK_EVERY_S: Final = 0.02


def _kind(
    name: str, *, timeout_s: float = 100, tries: int = 2, may_overlap: bool = False, missed: Missed = Missed.ONE
) -> JobKind:
    return JobKind(
        name=name,
        summary="Does what a test wants.",
        timing=Every(60),
        timeout=timedelta(seconds=timeout_s),
        retries=Retries(most=tries - 1, first_wait=timedelta(seconds=0.5)),
        may_overlap=may_overlap,
        missed=missed,
    )


KINDS: Final = {
    kind.name: kind
    for kind in (
        _kind("counts", may_overlap=True),
        _kind("counts_each", may_overlap=True, missed=Missed.EACH),
        _kind("counts_one"),
        _kind("holds"),
        _kind("holds_too"),
        _kind("insists"),
        _kind("excludes", tries=3),
        _kind("fails", tries=3),
        _kind("hangs", timeout_s=1, tries=1),
        _kind("sticks", timeout_s=1, tries=1),
        _kind("devours", tries=1),
    )
}
"""The jobs that there are beside those of the product."""


def bring_about(running: Running, effect: str) -> None:
    """Brings about an effect of a run, in a transaction that its lease has to outlast."""
    with running.work(running.by.reach) as work:
        if work.effects.once(running.run.id, effect):
            work.runs.add_lines(running.run.id, [(running.clock.now(), effect)], keep=KEPT_LINES)
            work.commit()


@frozen
class Acts:
    """What the jobs do.

    Attributes:
        folder: Where they write what they do.
    """

    folder: Path

    def counts(self, container: Container, running: Running) -> Mapping[str, int]:
        """Has its effect."""
        bring_about(running, EFFECT)
        return {"effects": 1}

    def holds(self, container: Container, running: Running) -> Mapping[str, int]:
        """Goes on until the test lets it."""
        bring_about(running, EFFECT)
        self._note(running, "began")
        while not (self.folder / "go").exists():
            time.sleep(_LOOK_EVERY_S)
        return {}

    def insists(self, container: Container, running: Running) -> Mapping[str, int]:
        """Goes on until the test lets it, and then writes; it cannot be interrupted, as in a library that hangs."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        self.holds(container, running)
        try:
            bring_about(running, f"written by {os.getpid()}")
        except LeaseLostError:
            self._note(running, "refused")
            raise
        return {}

    def excludes(self, container: Container, running: Running) -> Mapping[str, int]:
        """Looks whether it is alone, for a while; fails the first time."""
        with self._alone():
            time.sleep(0.3)
        if running.run.attempt == 1:
            raise InvalidInputError("test", "fails once")
        bring_about(running, EFFECT)
        return {}

    def fails(self, container: Container, running: Running) -> Mapping[str, int]:
        """Fails always, in a way that nobody expects."""
        raise RuntimeError("always")

    def hangs(self, container: Container, running: Running) -> Mapping[str, int]:
        """Never ends by itself."""
        while True:
            time.sleep(60)

    def sticks(self, container: Container, running: Running) -> Mapping[str, int]:
        """Never ends, and hears no signal that can be left unheard."""
        signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGSEGV})
        return self.hangs(container, running)

    def devours(self, container: Container, running: Running) -> Mapping[str, int]:
        """Takes all the memory that it can get, up to what would harm the machine of the test."""
        taken = [bytearray(1_048_576) for _ in range(1_024)]
        return {"mebibytes": len(taken)}

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        inside = self.folder / "inside"
        try:
            inside.touch(exist_ok=False)
        except FileExistsError:
            (self.folder / "overlap").touch()
        yield
        inside.unlink(missing_ok=True)

    def _note(self, running: Running, what: str) -> None:
        (self.folder / f"{what}.{running.run.id}.{os.getpid()}").touch()


def add_jobs(folder: Path) -> None:
    """Adds the jobs to the catalog of this process."""
    acts = Acts(folder)
    CATALOG.update(KINDS)
    alike = {"counts_each": acts.counts, "counts_one": acts.counts, "holds_too": acts.holds}
    cast("dict[str, Performer]", PERFORMERS).update({name: alike.get(name) or getattr(acts, name) for name in KINDS})


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
    die_at(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    move_clock(Path(sys.argv[1]) / "clock")
    main(sys.argv[4:])
