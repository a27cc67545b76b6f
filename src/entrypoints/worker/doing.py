"""Doing one run, in a process that was forked for it."""

from __future__ import annotations

import os
import secrets
import signal
import socket

import structlog

from entrypoints.bootstrap import Platform
from entrypoints.worker.keeping import KeepsRuns, StopRequest
from entrypoints.worker.memory import limit_memory
from entrypoints.worker.parent import end_with
from entrypoints.worker.performers import PerformsCatalog
from socdomain.errors import LeaseLostError, WatchfloorError
from socdomain.ids import RunId
from socdomain.jobs.run_job import RunJob
from socdomain.jobs.running import JobStoppedError, KeepsLeases

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


def do_run(platform: Platform, parent: int, run_id: RunId) -> None:
    """Does a run in this process, which does nothing else before or after; what goes wrong is written down.

    Args:
        platform: Whose; nothing of it has been used in the process that this one was forked from.
        parent: That process.
        run_id: Which run.
    """
    stopping = StopRequest()
    stopping.listen(signal.SIGTERM)
    end_with(parent)
    limit_memory(platform.settings.job_memory_mib)
    log = _log.bind(run=str(run_id))
    keep = KeepsRuns(platform.works, stopping, lambda why: log.warning("lease not renewed", reason=why), parent)
    try:
        done = run_job_of(platform, keep, worker_name()).execute(run_id)
    except JobStoppedError:
        log.info("run given back")
    except LeaseLostError:
        log.warning("run taken over by another worker")
    except WatchfloorError as error:
        log.warning("run not done", reason=str(error))
    except Exception:
        log.exception("job failed unexpectedly")
    else:
        if done is not None:
            log.info("run ended", job=done.job, status=done.status.value, attempt=done.attempt, error=done.error)


def worker_name() -> str:
    """Returns a name for whoever does a run, of which there is no other: by it others see whether a run is lost."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
