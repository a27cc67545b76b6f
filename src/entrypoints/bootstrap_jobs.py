"""Wires jobs, and the processes that do them, to adapters; beside ``bootstrap`` it alone knows concrete ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from adapters.database import SqlWorks
from entrypoints.job_use_cases import JobUseCases
from entrypoints.settings import Settings
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.jobs.timing import Calendar

if TYPE_CHECKING:
    from adapters.queue.embedded import EmbeddedServer
    from adapters.queue.rq_queue import RqRunQueue


def job_use_cases(settings: Settings, works: SqlWorks, clock: Clock, ids: Ids) -> JobUseCases:
    """Returns the use cases of jobs; what knows cron, and what knows Redis, is loaded when it is used."""
    return JobUseCases(works, clock, ids, cache(_calendar), cache(partial(_queue, settings)))


def _calendar() -> Calendar:
    from adapters.cron import CroniterCalendar

    return CroniterCalendar()


def _queue(settings: Settings) -> RqRunQueue:
    from adapters.queue.connections import LOOK_TIMEOUT_S
    from adapters.queue.rq_queue import RqRunQueue

    # Who asks for a run waits no longer than who only looks: whoever leads the schedulers sees to the run anyway.
    return RqRunQueue(partial(redis_address, settings), within_s=LOOK_TIMEOUT_S)


def queue_check(settings: Settings) -> Callable[[], None]:
    """Returns what makes sure that Redis can be used, and raises ``QueueUnavailableError`` where it cannot."""
    make_queue = cache(partial(_queue, settings))
    return lambda: make_queue().check()


def queue_forgets_by(settings: Settings) -> str:
    """Returns by which policy Redis forgets what it carries once it is full; empty where it does not, or hides it.

    Raises:
        QueueUnavailableError: Redis cannot be used.
    """
    return _queue(settings).forgets_by()


def redis_address(settings: Settings) -> str:
    """Returns where Redis is now: what the settings say, or the server that comes along.

    Raises:
        QueueUnavailableError: None is said, and the one that comes along does not run.
    """
    if settings.redis_url:
        return settings.redis_url
    from adapters.queue.embedded import address_of

    return address_of(settings.queue_folder)


def work_on_queues(
    settings: Settings,
    queues: Sequence[str],
    *,
    ready: Callable[[], None],
    unavailable: Callable[[str], None],
    refused: Callable[[str, str], None],
    begin: Callable[[], None],
    is_fit: Callable[[], bool],
) -> None:
    """Takes runs out of queues until a signal asks to stop, and has ``entrypoints.worker.run_job`` do each.

    Args:
        settings: Where Redis is.
        queues: Which, by their names; none for all that there are.
        ready: Called whenever it begins to wait for runs.
        unavailable: Is told why Redis cannot be used, once for each time.
        refused: Is told the name of a job that was refused, and why.
        begin: Called in each process that does runs, before its first.
        is_fit: Asked there after each run: whether it may do another.
    """
    from adapters.queue.json_queue import QUEUES
    from adapters.queue.run_worker import WorkerHooks
    from adapters.queue.work_loop import work

    hooks = WorkerHooks(ready, unavailable, lambda refusal: refused(refusal.job_id, refusal.reason), begin, is_fit)
    work(partial(redis_address, settings), [QUEUES[name] for name in queues or QUEUES], hooks)


def queue_names() -> tuple[str, ...]:
    """Returns the names of the queues that workers can take runs from."""
    from adapters.queue.json_queue import QUEUES

    return tuple(QUEUES)


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
