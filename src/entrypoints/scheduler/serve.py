"""The scheduler's process."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Final

import structlog
from attrs import evolve

from entrypoints.bootstrap import Platform
from entrypoints.bootstrap_jobs import queue_forgets_by, scheduling_queue
from entrypoints.scheduler.leading import Scheduler
from entrypoints.worker.doing import worker_name
from socdomain.errors import QueueUnavailableError

TURN_EVERY_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 5.0
"""The longest pause before the database is tried again: schedules stand within 15 s of its return."""

_log = structlog.get_logger(__name__)


def serve(platform: Platform, *, on_ready: Callable[[], None]) -> None:
    """Takes turns until something is raised in it, as signals do, and hands leadership over then.

    Args:
        platform: Whose jobs it sees to.
        on_ready: Called once it leads, or waits to.
    """
    queue = scheduling_queue(
        platform.settings, refused=lambda job, why: _log.warning("job refused", job=job, reason=why)
    )
    lead = evolve(platform.container.jobs.lead, queue=queue)
    scheduler = Scheduler(platform.works, lead, queue.tick, f"scheduler:{worker_name()}", _tell)
    pause_s = TURN_EVERY_S
    try:
        on_ready()
        _warn(platform)
        while True:
            began = time.monotonic()
            is_there = scheduler.turn()
            pause_s = TURN_EVERY_S if is_there else min(_LONGEST_PAUSE_S, pause_s * 2)
            time.sleep(max(0.0, pause_s - (time.monotonic() - began)))
    finally:
        scheduler.hand_over()
        queue.close()


def _tell(event: str, **fields: object) -> None:
    # What has a reason is a trouble.
    (_log.warning if "reason" in fields else _log.info)(event, **fields)


def _warn(platform: Platform) -> None:
    # Where it is away, `watchfloor doctor` says so later.
    with contextlib.suppress(QueueUnavailableError):
        if policy := queue_forgets_by(platform.settings):
            _log.warning("queue forgets when it is full", policy=policy, remedy="set maxmemory-policy to noeviction")
