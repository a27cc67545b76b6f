"""Carries runs to workers by RQ, and those of later by rq-scheduler."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from redis import Redis
from redis.exceptions import NoPermissionError
from rq.exceptions import NoSuchJobError
from rq_scheduler import Scheduler

from adapters import crash_points
from adapters.queue.connections import Address, connect, told
from adapters.queue.json_job import REFUSED_KEY, RUN_FUNCTION, SCHEDULED_KEY, JsonJob, Refusal, reporting
from adapters.queue.json_queue import RUNS, JsonQueue, queue_of
from socdomain.ids import RunId

MOST_AT_ONCE: Final = 1_000
"""Jobs that are moved in one tick; the others wait for the next."""

_BEGINS_WITHIN: Final = timedelta(seconds=5)
"""For how long a job is carried that a worker has begun: by then the database knows of it, or the worker is gone."""


class _Scheduler(Scheduler):  # type: ignore[misc] # rq-scheduler has no types
    """rq-scheduler, asked for what is due by the second's fractions."""

    scheduled_jobs_key = SCHEDULED_KEY

    def get_jobs_to_queue(self, with_times: bool = False) -> Iterator[JsonJob]:
        """Returns the jobs that are due; by itself it would cut a second off, and stop over a name that is no text."""
        for name in self.connection.zrangebyscore(self.scheduled_jobs_key, 0, time.time(), start=0, num=MOST_AT_ONCE):
            try:
                yield self.job_class.fetch(name.decode("utf-8", "replace"), connection=self.connection)
            except NoSuchJobError:
                self.cancel(name)


class RqRunQueue:
    """Carries runs to workers, as ``RunQueue``.

    Args:
        address: Where Redis is.
        name: The queue.
        report: Is told what was refused while it looked.
        within_s: See ``connect``.
    """

    def __init__(
        self,
        address: Address,
        *,
        name: str = RUNS,
        report: Callable[[Refusal], None] = lambda refusal: None,
        within_s: float | None = None,
    ) -> None:
        self._address = address
        self._within_s = within_s
        self._name = name
        self._job_class = reporting(report)
        self._queue_class = queue_of(self._job_class)
        self._connected: tuple[str, Redis] | None = None

    def push(self, run_ids: Collection[RunId]) -> None:
        """Has runs done as soon as a worker is free; one that waits already goes on waiting, once."""
        if not run_ids:
            return
        with told():
            queue = self._queue()
            with queue.connection.pipeline() as pipeline:
                names = list(dict.fromkeys(map(str, run_ids)))
                pipeline.zrem(SCHEDULED_KEY, *names)
                for name in names:
                    pipeline.lrem(queue.key, 0, name)
                jobs = [
                    queue.prepare_data(RUN_FUNCTION, [name], job_id=name, description=_title(name)) for name in names
                ]
                queue.enqueue_many(jobs, pipeline=pipeline)
                pipeline.execute()
        crash_points.reach("queue.runs.pushed")

    def push_at(self, run_id: RunId, at: datetime) -> None:
        """Has a run done at a time, whatever was said of it before."""
        with told():
            queue, name = self._queue(), str(run_id)
            self._scheduler(queue).enqueue_at(at, RUN_FUNCTION, name, job_id=name, job_description=_title(name))
            with queue.connection.pipeline() as pipeline:
                # rq-scheduler cuts fractions off, and a run that comes too soon is not done.
                pipeline.zadd(SCHEDULED_KEY, {name: at.timestamp()})
                pipeline.lrem(queue.key, 0, name)
                pipeline.execute()
        crash_points.reach("queue.run.scheduled")

    def lacks(self, run_ids: Collection[RunId]) -> frozenset[RunId]:
        """Returns which of some runs it does not carry, in one round trip."""
        if not run_ids:
            return frozenset()
        names = [str(run_id) for run_id in run_ids]
        with told():
            queue = self._queue()
            with queue.connection.pipeline(transaction=False) as pipeline:
                pipeline.lrange(queue.key, 0, -1)
                pipeline.zmscore(SCHEDULED_KEY, names)
                for name in names:
                    pipeline.hmget(JsonJob.key_for(name), ["data", "status", "started_at"])
                waiting, scores, *jobs = pipeline.execute()
        waits = set(waiting)
        return frozenset(
            RunId(UUID(name))
            for name, score, (data, status, began) in zip(names, scores, jobs, strict=True)
            if data is None or not (score is not None or name.encode() in waits or _is_beginning(status, began))
        )

    def tick(self) -> int:
        """Has rq-scheduler move the runs that are due to the workers, and returns how many; for one process at a time.

        Raises:
            QueueUnavailableError: The queue does not answer, or takes nothing.
        """
        with told():
            scheduler = self._scheduler(self._queue())
            moved = 0
            for job in scheduler.get_jobs_to_queue():
                scheduler.enqueue_job(job)
                moved += 1
        crash_points.reach("queue.due_runs.moved")
        return moved

    def refused(self) -> int:
        """Returns how many jobs were refused, and removed, since Redis was empty.

        Raises:
            QueueUnavailableError: The queue does not answer.
        """
        with told():
            return int(self._connection().get(REFUSED_KEY) or 0)

    def check(self) -> None:
        """Makes sure that Redis can be used as runs need it; leaves what it carries as it is.

        Raises:
            QueueUnavailableError: It cannot; says why.
        """
        with told():
            queue = self._queue()
            with queue.connection.pipeline() as pipeline:
                pipeline.set("watchfloor:checked", int(time.time()), ex=60)
                # No run has such a name; who may not write to these, or is too old to read so, says so all the same.
                pipeline.lrem(queue.key, 0, "checked")
                pipeline.zmscore(SCHEDULED_KEY, ["checked"])
                pipeline.zrem(SCHEDULED_KEY, "checked")
                pipeline.execute()

    def forgets_by(self) -> str:
        """Returns by which policy Redis forgets what it carries once it is full; empty where it does not, or hides it.

        Raises:
            QueueUnavailableError: The queue does not answer.
        """
        with told(), contextlib.suppress(NoPermissionError):
            policy = str(self._connection().info("memory").get("maxmemory_policy", ""))
            return "" if policy == "noeviction" else policy
        return ""

    def close(self) -> None:
        """Lets go of connections."""
        if self._connected is not None:
            self._connected[1].close()
            self._connected = None

    def _queue(self) -> JsonQueue:
        return self._queue_class(self._name, self._connection())

    def _scheduler(self, queue: JsonQueue) -> _Scheduler:
        classes = {"job_class": self._job_class, "queue_class": self._queue_class}
        return _Scheduler(queue=queue, connection=queue.connection, **classes)

    def _connection(self) -> Redis:
        # Threads of the API share it, so that what one of them has found it keeps, whatever another one does.
        url, connected = self._address(), self._connected
        if connected is None or connected[0] != url:
            self._connected = connected = (url, connect(url, within_s=self._within_s))
        return connected[1]


def _title(name: str) -> str:
    # RQ would show the call instead.
    return f"run {name}"


def _is_beginning(status: bytes | None, began: bytes | None) -> bool:
    """Tells of a job whether a worker has taken it a moment ago.

    That the worker still says it is there does not count: the process that it forked may be asleep, and the run lost.
    """
    if status != b"started" or not began:
        return False
    try:
        since = datetime.now(UTC) - datetime.fromisoformat(began.decode())
    except (ValueError, TypeError):
        return False
    return since < _BEGINS_WITHIN
