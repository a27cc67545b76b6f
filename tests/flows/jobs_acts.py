"""Jobs that take as long, fail as often and hang as badly as a test wants."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Final, cast

from attrs import frozen
from sqlalchemy import text

from entrypoints.container import Container
from entrypoints.worker.performers import PERFORMERS, Performer
from socdomain.errors import InvalidInputError, LeaseLostError
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.kind import JobKind, Missed, Retries
from socdomain.jobs.running import KEPT_LINES, Running
from socdomain.jobs.timing import Every

EFFECT: Final = "the effect"
"""The line that a run's effect is: of a run there may be one."""

WRITTEN_LAST: Final = "the test has let it go"
"""The line that a job writes that held until then."""

HALF: Final = (50, "half of it")
"""How far a job is that holds."""

SECRET: Final = "hunter2-in-an-error"
"""What the error says of a job that fails as nobody expects."""

FIRST_WAIT: Final = timedelta(seconds=0.5)
"""How long a job waits for its second attempt; each later wait is twice as long."""

_LOOK_EVERY_S: Final = 0.02
_LONGER_S: Final = 1.0
"""Long enough that a worker which gives its runs back at once would have done so."""

_ENDLESS: Final = text(
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100000000000) SELECT count(*) FROM c"
)


def _kind(
    name: str, *, timeout_s: float = 100, tries: int = 2, may_overlap: bool = False, missed: Missed = Missed.ONE
) -> JobKind:
    return JobKind(
        name=name,
        summary="Does what a test wants.",
        timing=Every(60),
        timeout=timedelta(seconds=timeout_s),
        retries=Retries(most=tries - 1, first_wait=FIRST_WAIT),
        may_overlap=may_overlap,
        missed=missed,
    )


KINDS: Final = {
    kind.name: kind
    for kind in (
        # One run of it may meet every process that is to die.
        _kind("counts", tries=7, may_overlap=True),
        _kind("counts_each", may_overlap=True, missed=Missed.EACH),
        _kind("counts_one"),
        _kind("holds"),
        _kind("holds_too"),
        _kind("insists"),
        _kind("obliges"),
        _kind("excludes", tries=3),
        _kind("fails", tries=3),
        _kind("hangs", timeout_s=1),
        _kind("devours"),
        _kind("shrugs", timeout_s=1, tries=1),
        _kind("sticks", timeout_s=1, tries=1),
        _kind("asks_too_much", timeout_s=1),
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
        """Goes on until the test lets it, and then writes."""
        self._wait(running)
        running.log(WRITTEN_LAST)
        self._note(running, "ended")
        return {"effects": 1}

    def insists(self, container: Container, running: Running) -> Mapping[str, int]:
        """Goes on until the test lets it, and then writes; it cannot be interrupted, as in a library that hangs."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        self._wait(running)
        try:
            running.log(WRITTEN_LAST)
        except LeaseLostError:
            self._note(running, "refused")
            raise
        return {}

    def obliges(self, container: Container, running: Running) -> Mapping[str, int]:
        """Goes on until its process is asked to stop, and a little longer."""
        heard, told = Event(), signal.getsignal(signal.SIGTERM)
        assert callable(told)

        def hear(number: int, frame: FrameType | None) -> None:
            heard.set()
            told(number, frame)

        signal.signal(signal.SIGTERM, hear)
        bring_about(running, EFFECT)
        self._note(running, "began")
        while not heard.is_set():
            time.sleep(_LOOK_EVERY_S)
        time.sleep(_LONGER_S)
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
        raise RuntimeError(SECRET)

    def hangs(self, container: Container, running: Running) -> Mapping[str, int]:
        """Never ends by itself."""
        while True:
            time.sleep(60)

    def devours(self, container: Container, running: Running) -> Mapping[str, int]:
        """Takes all the memory that it can get, up to what would harm the machine of the test."""
        taken = [bytearray(1_048_576) for _ in range(1_024)]
        return {"mebibytes": len(taken)}

    def shrugs(self, container: Container, running: Running) -> Mapping[str, int]:
        """Never ends, whatever it is told."""
        while True:
            try:
                self.hangs(container, running)
            except BaseException:  # noqa: S112 - that is what it is about
                continue

    def sticks(self, container: Container, running: Running) -> Mapping[str, int]:
        """Never ends, and hears no signal that can be left unheard."""
        signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGSEGV})
        return self.hangs(container, running)

    def asks_too_much(self, container: Container, running: Running) -> Mapping[str, int]:
        """Keeps the database busy for ever, by one statement."""
        with container.work(running.by.reach) as work:
            work._connection.execute(_ENDLESS)  # type: ignore[attr-defined] # which no use case gets at
        return {}

    def _wait(self, running: Running) -> None:
        bring_about(running, EFFECT)
        running.progress(*HALF)
        self._note(running, "began")
        while not (self.folder / "go").exists():
            time.sleep(_LOOK_EVERY_S)

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
