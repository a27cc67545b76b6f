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


CHECKED_WITHIN_S: Final = 0.4
"""It is tried twice, and Kubernetes gives a probe a second by default: a Redis that is asleep must not take the API,
which can do without, out of service."""


def job_use_cases(settings: Settings, works: SqlWorks, clock: Clock, ids: Ids) -> JobUseCases:
    """Returns the use cases of jobs; what knows cron, and what knows Redis, is loaded when it is used."""
    return JobUseCases(works, clock, ids, cache(_calendar), cache(partial(_queue, settings)))


def _calendar() -> Calendar:
    from adapters.cron import CroniterCalendar

    return CroniterCalendar()


def _queue(settings: Settings, within_s: float | None = None) -> RqRunQueue:
    from adapters.queue.rq_queue import RqRunQueue

    return RqRunQueue(partial(redis_address, settings), within_s=within_s)


def queue_check(settings: Settings) -> Callable[[], None]:
    """Returns what makes sure that Redis can be used, and raises ``QueueUnavailableError`` where it cannot."""
    make_queue = cache(partial(_queue, settings, CHECKED_WITHIN_S))
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
