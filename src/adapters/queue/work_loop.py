"""Doing runs without end: one RQ worker after the other, since one ends whenever Redis fails it."""

from __future__ import annotations

import contextlib
import gc
import logging
import signal
import time
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve
from redis.exceptions import RedisError
from rq.queue import Queue
from rq.serializers import JSONSerializer

from adapters.queue.connections import Address, connect, words_for
from adapters.queue.json_job import reporting
from adapters.queue.json_queue import queue_of
from adapters.queue.run_worker import LONGEST_PAUSE_S, RunWorker, WorkerHooks
from socdomain.errors import QueueUnavailableError

_WAITS_S: Final = 20
"""For how long RQ waits for a job before it says that it still waits; Redis knows a worker for a minute longer."""

_FIRST_PAUSE_S: Final = 0.5

_LOOK_AFTER_S: Final = 10
"""How often a worker looks whether the process that does a run still lives, and says that it does itself."""


def work(address: Address, queues: Sequence[str], hooks: WorkerHooks) -> None:
    """Does runs, in forked processes, until SIGTERM or SIGINT; waits for Redis for as long as it takes.

    Args:
        address: Where Redis is.
        queues: From which queues, the first one first.
        hooks: What to tell.
    """
    _quiet_logs()
    # Each fork would copy what the collector touches.
    gc.collect()
    gc.freeze()
    told = _Once(hooks)
    pause_s = _FIRST_PAUSE_S
    while True:
        worker = None
        try:
            with _signals_restored():
                worker = _worker(address, queues, told.hooks)
                worker.work(logging_level=None)
        except (RedisError, QueueUnavailableError) as error:
            told.unavailable(words_for(error) if isinstance(error, RedisError) else str(error))
        if worker is not None and worker.was_asked_to_stop:
            return
        pause_s = _FIRST_PAUSE_S if told.is_there else min(LONGEST_PAUSE_S, pause_s * 2)
        time.sleep(pause_s)


@contextlib.contextmanager
def _signals_restored() -> Iterator[None]:
    """Undoes what a worker has said about signals, since it is not asked any more once it has ended."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _quiet_logs() -> None:
    logging.getLogger("rq").setLevel(logging.ERROR)
    worker_log = logging.getLogger("rq.worker")
    worker_log.setLevel(logging.ERROR)
    worker_log.addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Tells whether RQ says more than that Redis is away: that it says at each attempt, with an address or a trace.

    Once is enough, which `unavailable` does.
    """
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, RedisError) and "could not connect to Redis" not in str(record.msg)


class _Once:
    """Tells that Redis is away, or there again, once for each time."""

    def __init__(self, hooks: WorkerHooks) -> None:
        self._hooks = hooks
        self._is_there: bool | None = None
        self.hooks = evolve(hooks, ready=self.ready, unavailable=self.unavailable)

    @property
    def is_there(self) -> bool:
        return self._is_there is True

    def ready(self) -> None:
        was_there, self._is_there = self._is_there, True
        if not was_there:
            self._hooks.ready()

    def unavailable(self, why: str) -> None:
        was_there, self._is_there = self._is_there, False
        if was_there is not False:
            self._hooks.unavailable(why)


def _worker(address: Address, queues: Sequence[str], hooks: WorkerHooks) -> RunWorker:
    job_class = reporting(hooks.refused)
    queue_class = queue_of(job_class)
    # RQ makes this longer than its own waits.
    connection = connect(address())
    each: list[Queue] = [queue_class(name, connection) for name in queues]
    worker = RunWorker(
        each,
        connection=connection,
        job_class=job_class,
        queue_class=queue_class,
        serializer=JSONSerializer,
        worker_ttl=_WAITS_S + 15,
        job_monitoring_interval=_LOOK_AFTER_S,
        log_job_description=False,
    )
    worker.hooks, worker.begin, worker.is_fit = hooks, hooks.begin, hooks.is_fit
    return worker
