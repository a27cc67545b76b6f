"""RQ's worker: a process that has forked ones do the runs, and that nothing in Redis can stop for good."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from attrs import evolve, frozen
from redis.exceptions import RedisError
from rq.exceptions import InvalidJobOperation, StopRequested
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer

from adapters.queue.connections import Address, connect, words_for
from adapters.queue.json_job import Refusal, reporting
from adapters.queue.json_queue import queue_of
from adapters.queue.reusing_worker import ReusingWorker
from socdomain.errors import QueueUnavailableError

_WAITS_S: Final = 20
"""For how long RQ waits for a job before it says that it still waits; Redis knows a worker for a minute longer."""

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 5.0
"""The longest pause before Redis is tried again: schedules stand again within 15 s of its return."""

_LOOK_AFTER_S: Final = 10
"""How often a worker looks whether the process that does a run still lives, and says that it does itself."""


@frozen
class WorkerHooks:
    """What a worker tells and asks of whoever runs it.

    Attributes:
        ready: Called once it waits for jobs, and again each time that it does so after Redis was away.
        unavailable: Is told why Redis cannot be used, once for each time that it goes away.
        refused: Is told what was refused.
        begin: Called in each process that does runs, before its first.
        is_fit: Asked there after each run: whether it may do another.
    """

    ready: Callable[[], None]
    unavailable: Callable[[str], None]
    refused: Callable[[Refusal], None]
    begin: Callable[[], None] = lambda: None
    is_fit: Callable[[], bool] = lambda: True


class RunWorker(ReusingWorker):
    """A worker that takes runs alone, and takes orders from signals alone."""

    max_connection_wait_time = _LONGEST_PAUSE_S
    log_result_lifespan = False
    hooks: WorkerHooks

    def subscribe(self) -> None:
        """Listens to nobody: by RQ's channel whoever can write to Redis could stop it, or kill what it does.

        Nor is there a thread then, which a fork would leave behind in whatever it was doing.
        """

    def unsubscribe(self) -> None:
        """Has nothing to end."""

    def run_maintenance_tasks(self) -> None:
        """Cleans up what RQ keeps; something planted there that it stumbles over is left to lie."""
        try:
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call] # RQ has no types for it
        except (RedisError, StopRequested):
            raise
        except Exception:
            self.last_cleaned_at = datetime.now(UTC)  # type: ignore[assignment] # RQ's own says None
            self.log.exception("RQ could not clean up")

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Says that it is there, which is how it finds out that Redis is not, or is again."""
        try:
            super().heartbeat(timeout, pipeline)
        except RedisError as error:
            self.hooks.unavailable(words_for(error))
            raise
        if pipeline is None:
            self.hooks.ready()
            if self.was_asked_to_stop and not self.horse_pid:
                # What the signal's handler raised came to nothing, as in a destructor.
                raise StopRequested

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        """Says that it is there; the run that is being done does not depend on Redis, and goes on without it."""
        try:
            super().maintain_heartbeats(job, execution)
        except RedisError as error:
            self.hooks.unavailable(words_for(error))

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Tells what went wrong; that Redis could not be told of the end of a run is no failure of that run."""
        error = exc_info[1]
        if isinstance(error, RedisError):
            self.hooks.unavailable(words_for(error))
        elif not isinstance(error, InvalidJobOperation):
            # That one says that Redis has been emptied meanwhile.
            super().handle_exception(job, *exc_info)

    def set_shutdown_requested_date(self) -> None:
        """Keeps it to itself: a signal may come while Redis is away."""

    def handle_warm_shutdown_request(self) -> None:
        """Tells the process that does a run, which ends it or gives it back."""
        if self.horse_pid:
            # It may just have ended by itself.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)

    def teardown(self) -> None:
        """Says goodbye, where somebody hears it."""
        try:
            super().teardown()
        except RedisError as error:
            self.hooks.unavailable(words_for(error))

    @property
    def was_asked_to_stop(self) -> bool:
        """Whether a signal came."""
        return self._shutdown_requested_date is not None


def work(address: Address, queues: Sequence[str], hooks: WorkerHooks) -> None:
    """Does runs, each in a process of its own, until SIGTERM or SIGINT; waits for Redis for as long as it takes.

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
        pause_s = _FIRST_PAUSE_S if told.is_there else min(_LONGEST_PAUSE_S, pause_s * 2)
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
