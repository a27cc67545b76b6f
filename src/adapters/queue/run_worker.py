"""RQ's worker: a process that has forked ones do the runs, and that nothing in Redis can stop for good."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from attrs import frozen
from redis.exceptions import RedisError
from rq import worker_registration
from rq.exceptions import InvalidJobOperation, StopRequested
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.registry import FailedJobRegistry, StartedJobRegistry

from adapters.queue.connections import words_for
from adapters.queue.json_job import Refusal
from adapters.queue.reusing_worker import ReusingWorker

LONGEST_PAUSE_S: Final = 5.0
"""The longest pause before Redis is tried again: schedules stand again within 15 s of its return."""


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

    max_connection_wait_time = LONGEST_PAUSE_S
    log_result_lifespan = False
    hooks: WorkerHooks

    def subscribe(self) -> None:
        """Listens to nobody: by RQ's channel whoever can write to Redis could stop it, or kill what it does.

        Nor is there a thread then, which a fork would leave behind in whatever it was doing.
        """

    def unsubscribe(self) -> None:
        """Has nothing to end."""

    def check_for_suspension(self, burst: bool) -> None:
        """Goes on: `rq suspend` would have it wait for ever, be it meant for another program's workers alone."""

    def clean_registries(self) -> None:
        """Cleans up what RQ keeps of our queues; by itself it would also look after what belongs to no queue."""
        for queue in self.queues:
            if queue.acquire_maintenance_lock():
                for registry in (StartedJobRegistry, FailedJobRegistry):
                    registry(queue=queue, job_class=self.job_class).cleanup()
                worker_registration.clean_worker_registry(queue)
                queue.intermediate_queue.cleanup(self, queue)
                queue.release_maintenance_lock()
        self.last_cleaned_at = datetime.now(UTC)  # type: ignore[assignment] # RQ's own says None

    def clean_group_registries(self) -> None:
        """Leaves them alone: we have no groups, and another program may."""

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

    def handle_job_success(
        self, job: Job, queue: Queue, started_job_registry: StartedJobRegistry, execution: Execution
    ) -> None:
        """Has RQ forget what is done; what it has forgotten before, as while the process slept, is no failure."""
        try:
            super().handle_job_success(job, queue, started_job_registry, execution)
        except (InvalidJobOperation, ValueError):
            # That the job has no status, or that there is no such execution.
            with self.connection.pipeline() as pipeline:
                pipeline.delete(job.key)
                self.cleanup_execution(job, pipeline, execution)
                pipeline.execute()

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Tells what went wrong; that Redis could not be told of the end of a run is no failure of that run."""
        error = exc_info[1]
        if isinstance(error, RedisError):
            self.hooks.unavailable(words_for(error))
        else:
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
