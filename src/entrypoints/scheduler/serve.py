"""The scheduler's process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import structlog
from attrs import evolve

from entrypoints.bootstrap import Platform
from entrypoints.bootstrap_jobs import scheduling_queue
from entrypoints.scheduler.leading import Scheduler
from entrypoints.worker.doing import worker_name

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
    scheduler = Scheduler(platform.works, lead, queue.tick, f"scheduler:{worker_name()}", _log.info)
    pause_s = TURN_EVERY_S
    try:
        on_ready()
        while True:
            began = time.monotonic()
            is_there = scheduler.turn()
            pause_s = TURN_EVERY_S if is_there else min(_LONGEST_PAUSE_S, pause_s * 2)
            time.sleep(max(0.0, pause_s - (time.monotonic() - began)))
    finally:
        scheduler.hand_over()
        queue.close()
