"""RQ's worker with a process that does one job after another, where RQ's own forks for each.

What a fork costs is less the fork than what comes after: the first touch of each page of memory, and connections that
are opened anew. A process that has done a job has paid for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
from collections.abc import Callable, Iterator
from typing import Any

from rq.exceptions import NoSuchJobError
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.worker import Worker

from adapters.queue.run_process import RunProcess


class ReusingWorker(Worker):
    """A worker that forks ahead of the next job, and again when the process has ended or is not fit for another.

    Attributes:
        begin: Called in each process that does jobs, before its first.
        is_fit: Asked there after each job: whether it may do another.
    """

    begin: Callable[[], None]
    is_fit: Callable[[], bool]
    _process: RunProcess | None = None

    def dequeue_job_and_maintain_ttl(self, timeout: int | None, max_idle_time: int | None = None) -> Any:
        """Waits for a job, with a process that is ready to do it."""
        self._ready_process()
        return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Has the process that is ready do a job; RQ would fork here."""
        execution = self.execution
        assert execution is not None  # noqa: S101 - RQ has just made it
        order = json.dumps([job.id, queue.name, execution.id])
        while not (process := self._ready_process()).order(order):
            # It was killed while it had nothing to do.
            self._let_go()
        self._horse_pid = process.pid
        if self._stop_requested:
            # By a signal that came since RQ looked, and that nobody could be told of.
            self.handle_warm_shutdown_request()  # type: ignore[no-untyped-call] # RQ has no types for it

    def wait_for_horse(self) -> tuple[int | None, int | None, Any]:
        """Waits until the process has done its job, or has ended."""
        if self._process is None:
            return None, None, None
        ended = self._process.wait()
        if ended is None:
            return self._process.pid, os.EX_OK, None
        self._let_go()
        return *ended, None

    def _ready_process(self) -> RunProcess:
        if self._process is not None and not self._process.is_there():
            self._let_go()
        if self._process is None:
            self._process = RunProcess.fork(self._obey, self.is_fit)
        return self._process

    def _let_go(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.let_go()

    def _obey(self, orders: Iterator[str]) -> None:
        """Does jobs, in the process that was forked for them."""
        random.seed()
        self.setup_work_horse_signals()  # type: ignore[no-untyped-call] # nor for this
        self._is_horse = True
        self.begin()
        for order in orders:
            job_id, queue_name, execution_id = json.loads(order)
            queue = next(one for one in self.queues if one.name == queue_name)
            # Redis may have been emptied since it was taken from there.
            with contextlib.suppress(NoSuchJobError):
                job = self.job_class.fetch(job_id, connection=self.connection, serializer=self.serializer)
                self.perform_job(job, queue, Execution(execution_id, job_id, self.connection, self.name))

    def teardown(self) -> None:
        """Has the process end, and says goodbye."""
        self._let_go()
        super().teardown()  # type: ignore[no-untyped-call] # RQ has no types for it
