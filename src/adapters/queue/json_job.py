"""RQ's jobs as JSON that says which run is meant and nothing else; whatever else lies in the queue is refused unread.

RQ pickles by default, and imports what a job names: whoever can write to Redis could run code as the platform.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final, Self

from attrs import frozen
from redis import Redis
from redis.exceptions import ResponseError
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.results import Result
from rq.serializers import JSONSerializer

from adapters import crash_points

RUN_FUNCTION: Final = "entrypoints.worker.run_job"
"""The only function that a job can name; it takes the identifier of a run."""

REFUSED_KEY: Final = "watchfloor:refused"
"""Where it is counted how many jobs were refused, so that every process can tell."""

SCHEDULED_KEY: Final = "watchfloor:scheduled"
"""Where rq-scheduler keeps what is due later. By itself it has one place for all programs that use the same Redis, and
who looks there first loads what is another's, or loses it.
"""

KEPT_AFTER_FAILURE_S: Final = 60
"""Seconds for which RQ knows a job that failed; what became of a run is in the database."""

_FOR_EVER: Final = -1
"""How long RQ lets a job run: its own clock does not know which job it is, and whoever does it bounds it."""

_RUN_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_QUEUE_NAME: Final = re.compile(rb"[0-9A-Za-z_.-]{1,80}")
_MOST_BYTES: Final = 1_000
_EMPTY: Final = {"success_callback_name", "failure_callback_name", "stopped_callback_name", "group_id"}
"""What RQ writes for every job, and what would be imported or followed if something stood in it."""

_PLAIN: Final = {
    "created_at",
    "data",
    "description",
    "ended_at",
    "enqueued_at",
    "failure_ttl",
    "last_heartbeat",
    "origin",
    "result_ttl",
    "started_at",
    "status",
    "timeout",
    "worker_name",
}
"""What else a job of ours has; among what it has not are results, meta, dependencies, webhooks, retries and limits."""

_OF_A_FAILURE: Final = "exc_info"
"""RQ's own words about a worker that ended; compressed, and never looked at."""


class RefusedJobError(NoSuchJobError):
    """A job that is none of ours; RQ and rq-scheduler go on as if it were not there, and by then it is not."""


@frozen
class Refusal:
    """Something in the queue that was refused, and removed.

    Attributes:
        job_id: Its name there, as far as that can be shown.
        reason: What was wrong with it.
    """

    job_id: str
    reason: str


class JsonJob(Job):
    """A job that means a run, and is made, read and answered as JSON."""

    report: ClassVar[Callable[[Refusal], None]] = staticmethod(lambda refusal: None)
    """Is told what was refused; see ``reporting``."""

    def __init__(self, id: str | None = None, connection: Redis | None = None, serializer: Any = None) -> None:  # noqa: A002 - RQ's name
        super().__init__(id, connection=connection, serializer=JSONSerializer)

    @classmethod
    def create(cls, func: Any, args: Any = None, kwargs: Any = None, **options: Any) -> Self:  # type: ignore[override] # most of what RQ can do is not offered
        """Makes the job of a run.

        Args:
            func: ``RUN_FUNCTION``, by its name.
            args: The run's identifier, alone.
            kwargs: None, or nothing in it.
            **options: What RQ and rq-scheduler give; how long a job may take and is kept is decided here.
        """
        if func != RUN_FUNCTION or len(args) != 1 or kwargs:
            raise ValueError(f"only {RUN_FUNCTION} with the identifier of a run can be queued")
        bounds = {"timeout": _FOR_EVER, "result_ttl": 0, "failure_ttl": KEPT_AFTER_FAILURE_S, "ttl": None}
        job = super().create(func, [str(args[0])], {}, **{**options, **bounds, "serializer": JSONSerializer})
        assert isinstance(job, cls)  # noqa: S101 - RQ's annotation says less than it does
        return job

    @classmethod
    def fetch(cls, id: str, connection: Redis | None = None, serializer: Any = None) -> Self:  # noqa: A002 - RQ's name
        """Returns a job.

        Raises:
            NoSuchJobError: There is none, or it was refused.
        """
        assert connection is not None  # noqa: S101 - RQ passes one always
        if not _RUN_ID.fullmatch(id):
            raise cls.refuse(connection, id, "its name is no run's")
        job = cls(id, connection=connection)
        job.refresh()
        return job

    @classmethod
    def fetch_many(cls, job_ids: Iterable[str], connection: Redis, serializer: Any = None) -> list[Job | None]:
        """Returns jobs in the order of their names; None for one that is not there, or was refused."""
        return [cls._fetch_or_none(job_id, connection) for job_id in job_ids]

    @classmethod
    def _fetch_or_none(cls, job_id: str, connection: Redis) -> Job | None:
        try:
            return cls.fetch(job_id, connection=connection)
        except NoSuchJobError:
            return None

    def refresh(self) -> None:
        """Reads it again.

        Raises:
            NoSuchJobError: It is not there any more, or was refused.
        """
        try:
            super().refresh()  # type: ignore[no-untyped-call] # RQ has no types for it
        except ResponseError as error:
            if "WRONGTYPE" not in str(error):
                raise
            raise self.refuse(self.connection, self.id, "it is no hash") from None

    def restore(self, raw_data: Mapping[bytes, bytes]) -> None:
        """Takes over what Redis holds of it, once that has been found to mean a run and nothing else.

        Raises:
            RefusedJobError: It means something else.
        """
        reason = _why_refused(self.id, {name.decode("utf-8", "replace"): raw for name, raw in raw_data.items()})
        if reason:
            raise self.refuse(self.connection, self.id, reason)
        try:
            super().restore({name: value for name, value in raw_data.items() if name != _OF_A_FAILURE.encode()})
        except Exception:
            # RQ expects to find what it has written, and fails over anything else in whichever way comes about.
            raise self.refuse(self.connection, self.id, "a field of it cannot be read") from None

    @classmethod
    def refuse(cls, connection: Redis, job_id: str, reason: str) -> RefusedJobError:
        """Removes a job with all that RQ would keep beside it, counts and reports it, and returns what to raise."""
        prefix = cls.redis_job_namespace_prefix
        keys = (cls.key_for(job_id), cls.dependents_key_for(job_id), f"{prefix}:{job_id}:dependencies")
        with connection.pipeline() as pipeline:
            pipeline.delete(*keys, Result.get_key(job_id))
            pipeline.zrem(SCHEDULED_KEY, job_id)
            pipeline.incr(REFUSED_KEY)
            pipeline.execute()
        crash_points.reach("queue.refused_job.removed")
        cls.report(Refusal(ascii(job_id)[1:-1][:100], reason))
        return RefusedJobError(reason)


def reporting(report: Callable[[Refusal], None]) -> type[JsonJob]:
    """Returns the class of jobs whose refusals are reported; RQ takes classes, and makes the jobs itself."""
    return type("ReportingJob", (JsonJob,), {"report": staticmethod(report)})


def _why_refused(job_id: str, fields: Mapping[str, bytes]) -> str:
    """Tells why a job is refused; empty for one of ours. Nothing of it is parsed."""
    strange = fields.keys() - _PLAIN - _EMPTY - {_OF_A_FAILURE}
    if strange:
        return f"it has {ascii(min(strange))[1:-1][:40]}"
    filled = [name for name in sorted(_EMPTY) if fields.get(name)]
    if filled:
        return f"it names something in {filled[0]}"
    if any(len(value) > _MOST_BYTES for name, value in fields.items() if name != _OF_A_FAILURE):
        return "a field of it is too long"
    if not _QUEUE_NAME.fullmatch(fields.get("origin", b"")):
        return "it is of no queue"
    return "" if _payload(fields.get("data", b"")) == _expected_payload(job_id) else "it is not a run's"


def _payload(compressed: bytes) -> bytes:
    """Returns what is compressed, of which a field has no room for more than a mebibyte; empty for what is not."""
    try:
        return zlib.decompress(compressed)
    except zlib.error:
        return b""


def _expected_payload(job_id: str) -> bytes:
    # Compared byte by byte, so that what somebody else has written is not even parsed.
    return json.dumps([RUN_FUNCTION, None, [job_id], {}]).encode()
