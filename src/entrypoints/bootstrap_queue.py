"""Wires the processes of jobs to the queue; beside ``bootstrap`` and ``bootstrap_jobs`` it alone knows adapters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from entrypoints.bootstrap_jobs import redis_address
from entrypoints.settings import Settings

if TYPE_CHECKING:
    from adapters.queue.embedded import EmbeddedServer
    from adapters.queue.rq_queue import RqRunQueue


def work_on_queues(
    settings: Settings,
    queues: Sequence[str],
    *,
    ready: Callable[[], None],
    unavailable: Callable[[str], None],
    refused: Callable[[str, str], None],
) -> None:
    """Takes runs out of queues until a signal asks to stop, and has ``entrypoints.worker.run_job`` do each.

    Args:
        settings: Where Redis is.
        queues: Which; none for the usual one.
        ready: Called whenever it begins to wait for runs.
        unavailable: Is told why Redis cannot be used, once for each time.
        refused: Is told the name of a job that was refused, and why.
    """
    from adapters.queue.json_queue import RUNS
    from adapters.queue.run_worker import WorkerHooks
    from adapters.queue.work_loop import work

    hooks = WorkerHooks(ready, unavailable, lambda refusal: refused(refusal.job_id, refusal.reason))
    work(partial(redis_address, settings), tuple(queues) or (RUNS,), hooks)


def scheduling_queue(settings: Settings, *, refused: Callable[[str, str], None]) -> RqRunQueue:
    """Returns the queue as whoever leads the schedulers needs it.

    Args:
        settings: Where Redis is.
        refused: Is told the name of a job that was refused, and why.
    """
    from adapters.queue.rq_queue import RqRunQueue

    return RqRunQueue(partial(redis_address, settings), report=lambda refusal: refused(refusal.job_id, refusal.reason))


def embedded_server(settings: Settings) -> EmbeddedServer:
    """Returns the Redis-compatible server that comes along, on its folder; nothing is started yet."""
    from adapters.queue.embedded import EmbeddedServer

    return EmbeddedServer(settings.queue_folder)
