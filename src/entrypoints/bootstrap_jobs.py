"""Wires what jobs need to its adapters, as ``bootstrap_queue`` does for the processes of jobs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from adapters.database import SqlWorks
from entrypoints.job_use_cases import JobUseCases
from entrypoints.settings import Settings
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.jobs.timing import Calendar

if TYPE_CHECKING:
    from adapters.queue.rq_queue import RqRunQueue


_WITHIN_S: Final = 0.4
"""Seconds for Redis to answer those who can do without it: who asks for a run waits no longer, since whoever leads the
schedulers sees to it; and a probe does not either. It is tried twice, and Kubernetes gives probes a second by default,
so that a Redis that is asleep would take the API out of service."""


def job_use_cases(settings: Settings, works: SqlWorks, clock: Clock, ids: Ids) -> JobUseCases:
    """Returns the use cases of jobs; what knows cron, and what knows Redis, is loaded when it is used."""
    return JobUseCases(works, clock, ids, cache(_calendar), cache(partial(_queue, settings)))


def _calendar() -> Calendar:
    from adapters.cron import CroniterCalendar

    return CroniterCalendar()


def _queue(settings: Settings) -> RqRunQueue:
    from adapters.queue.rq_queue import RqRunQueue

    return RqRunQueue(partial(redis_address, settings), within_s=_WITHIN_S)


def queue_check(settings: Settings) -> Callable[[], None]:
    """Returns what makes sure that Redis can be used, and raises ``QueueUnavailableError`` where it cannot."""
    make_queue = cache(partial(_queue, settings))
    return lambda: make_queue().check()


def redis_address(settings: Settings) -> str:
    """Returns where Redis is now: what the settings say, or the server that comes along.

    Raises:
        QueueUnavailableError: None is said, and the one that comes along does not run.
    """
    if settings.redis_url:
        return settings.redis_url
    from adapters.queue.embedded import address_of

    return address_of(settings.queue_folder)
