"""The worker's process: waits for runs, and has forked processes do them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import structlog

from entrypoints.bootstrap import Platform
from entrypoints.bootstrap_jobs import work_on_queues
from entrypoints.worker import do_with
from entrypoints.worker.doing import DoesRuns
from entrypoints.worker.rehearsal import rehearse

_log = structlog.get_logger(__name__)


def serve(platform: Platform, queues: Sequence[str] = (), *, on_ready: Callable[[], None]) -> None:
    """Does runs until SIGTERM or SIGINT; while Redis is away it waits, for as long as that takes.

    The one that it does by then ends within its grace period, or is given back.

    Args:
        platform: What runs are done with. Its connections to the database are let go of: none may be forked.
        queues: From which queues, by their names, the first one first; none for all that there are.
        on_ready: Called once it waits for runs.
    """
    rehearse(platform)
    platform.close()
    does = DoesRuns(platform, os.getpid())
    do_with(does)
    is_told = False

    def ready() -> None:
        nonlocal is_told
        _log.info("worker ready")
        if not is_told:
            is_told = True
            on_ready()

    work_on_queues(
        platform.settings,
        queues,
        ready=ready,
        unavailable=lambda why: _log.warning("queue unavailable", reason=why),
        refused=lambda job, why: _log.warning("job refused", job=job, reason=why),
        begin=does.begin,
        is_fit=does.is_fit,
    )
