"""What a job that runs can do, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol

from attrs import frozen

from socdomain.clock import Clock
from socdomain.jobs.lease import Lease
from socdomain.jobs.ports import JobsWork
from socdomain.jobs.run import Run, kept_text
from socdomain.principal import Principal, Reach

KEPT_LINES: Final = 200
"""How many lines of a run's log are kept, the last ones."""


class JobStoppedError(BaseException):
    """The worker has to stop; as with ``KeyboardInterrupt``, nothing that expects errors may take it."""


class JobTimeoutError(BaseException):
    """The attempt takes longer than its job may."""


@frozen
class Running:
    """A run that is being done.

    Attributes:
        run: Which.
        lease: The right to do it.
        by: As whom.
        work: Makes units of work that are refused once the lease has ended.
        clock: Tells the time.
    """

    run: Run
    lease: Lease
    by: Principal
    work: Callable[[Reach], JobsWork]
    clock: Clock

    def progress(self, percent: int, phrase: str) -> None:
        """Says how far the run is.

        Args:
            percent: 0 to 100.
            phrase: What it is doing.
        """
        with self.work(self.by.reach) as work:
            work.runs.progress(self.run.id, max(0, min(100, percent)), kept_text(phrase))
            work.commit()

    def log(self, *texts: str) -> None:
        """Writes lines to the log of the run."""
        now = self.clock.now()
        with self.work(self.by.reach) as work:
            work.runs.add_lines(self.run.id, lines(texts, now), keep=KEPT_LINES)
            work.commit()


def lines(texts: tuple[str, ...], at: datetime) -> list[tuple[datetime, str]]:
    """Returns texts as lines of a log."""
    return [(at, kept_text(text)) for text in texts]


class PerformsJobs(Protocol):
    """Does what a job is about."""

    def __call__(self, running: Running) -> Mapping[str, int]:
        """Does a job, and returns what it has done, by name.

        Raises:
            WatchfloorError: It cannot, for a reason that can be told.
        """
        ...


class KeepsLeases(Protocol):
    """Says again and again that somebody is still there, beside what they do."""

    def __call__(self, lease: Lease, *, within_s: float) -> AbstractContextManager[None]:
        """Renews a lease for the length of a block.

        Args:
            lease: Which.
            within_s: For how many seconds at most: what hangs is not kept alive for ever.
        """
        ...


def lease_key(run: Run, *, may_overlap: bool) -> str:
    """Returns what a run needs a lease of: its job, of which no two run at a time, or only itself."""
    return own_lease_key(run) if may_overlap else f"job:{run.job}"


def own_lease_key(run: Run) -> str:
    """Returns what nobody needs a lease of once the run has ended."""
    return f"run:{run.id}"
