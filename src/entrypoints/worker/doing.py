"""Doing runs, in a process that was forked for them."""

from __future__ import annotations

import os
import secrets
import signal
import socket
from threading import active_count
from typing import Final

import structlog
from attrs import define, field

from entrypoints.bootstrap import Platform
from entrypoints.worker.keeping import KeepsRuns, StopRequest
from entrypoints.worker.memory import limit_memory, resident_bytes
from entrypoints.worker.parent import end_with
from entrypoints.worker.performers import PerformsCatalog
from entrypoints.worker.rehearsal import rehearse
from socdomain.errors import LeaseLostError, WatchfloorError
from socdomain.ids import RunId
from socdomain.jobs.run import RunStatus
from socdomain.jobs.run_job import RunJob
from socdomain.jobs.running import JobStoppedError, KeepsLeases

MOST_RUNS: Final = 100
"""How many runs a process does before another takes its place: what grows by little with each is bounded by that."""

_MOST_GROWTH_BYTES: Final = 64 * 1024**2

_log = structlog.get_logger(__name__)


def run_job_of(platform: Platform, keep: KeepsLeases, worker: str) -> RunJob:
    """Returns what does runs.

    Args:
        platform: Whose.
        keep: Keeps a lease.
        worker: The name of whoever does them, of which there is no other.
    """
    works, container = platform.works, platform.container
    perform = PerformsCatalog(container, works.under)
    return RunJob(works, works.under, container.clock, perform, keep, worker)


@define
class DoesRuns:
    """Does runs in this process, one after another, which does nothing else; what goes wrong is written down.

    Attributes:
        platform: Whose; nothing of it has been used in the process that this one was forked from.
        parent: That process.
    """

    platform: Platform
    parent: int
    _stopping: StopRequest = field(factory=StopRequest, init=False)
    _runs: int = field(default=0, init=False)
    _resident_at_first: int = field(default=0, init=False)
    _has_failed: bool = field(default=False, init=False)

    def begin(self) -> None:
        """Makes ready: the first run finds everything as the second does."""
        self._stopping.listen(signal.SIGTERM)
        end_with(self.parent)
        rehearse(self.platform)
        self._resident_at_first = resident_bytes()

    def __call__(self, run_id: RunId) -> None:
        """Does a run."""
        limit_memory(self.platform.settings.job_memory_mib)
        log = _log.bind(run=str(run_id))
        keep = KeepsRuns(
            self.platform.works, self._stopping, lambda why: log.warning("lease not renewed", reason=why), self.parent
        )
        self._runs, self._has_failed = self._runs + 1, True
        try:
            done = run_job_of(self.platform, keep, worker_name()).execute(run_id)
        except JobStoppedError:
            log.info("run given back")
        except LeaseLostError:
            log.warning("run taken over by another worker")
        except WatchfloorError as error:
            log.warning("run not done", reason=str(error))
        except Exception:
            log.exception("job failed unexpectedly")
        else:
            self._has_failed = done is not None and done.status is not RunStatus.FINISHED
            if done is not None:
                log.info("run ended", job=done.job, status=done.status.value, attempt=done.attempt, error=done.error)

    def is_fit(self) -> bool:
        """Tells whether this process is still what it was at first, and may do another run.

        Not after one that failed or was broken off, wherever that left things; nor with a thread that went on, or with
        much of the last run's memory, since the next may have as much again.
        """
        return not (
            self._has_failed
            or self._runs >= MOST_RUNS
            or self._stopping.since is not None
            or active_count() > 1
            or resident_bytes() > self._resident_at_first + _MOST_GROWTH_BYTES
        )


def worker_name() -> str:
    """Returns a name for whoever does a run, of which there is no other: by it others see whether a run is lost."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
