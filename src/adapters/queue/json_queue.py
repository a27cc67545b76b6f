"""RQ's queue of JSON jobs, which passes over what is none."""

from __future__ import annotations

from typing import Any, Final

from redis import Redis
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer

from adapters.queue.json_job import JsonJob

RUNS: Final = "watchfloor.runs"
"""The queue that runs wait in, by its name in Redis, where another program may have a queue of the name ``runs``."""

QUEUES: Final = {"runs": RUNS}
"""The queues that there are: by the names that people use, those in Redis."""


class JsonQueue(Queue):
    """A queue of the jobs of runs."""

    job_class: type[JsonJob] = JsonJob

    def __init__(self, name: str = RUNS, connection: Redis | None = None, **options: Any) -> None:
        super().__init__(name, connection, **{"job_class": self.job_class, **options, "serializer": JSONSerializer})

    @classmethod
    def lmove(cls, connection: Redis, queue_key: str, timeout: int | None) -> tuple[str, bytes] | None:
        """Takes the next name off a queue; one that is not even text is refused, since RQ would stop over it."""
        while True:
            taken: tuple[str, bytes] | None = super().lmove(connection, queue_key, timeout)
            if taken is None or _is_text(taken[1]):
                return taken
            connection.lrem(f"{queue_key}:intermediate", 0, taken[1])  # type: ignore[arg-type] # bytes will do
            cls.job_class.refuse(connection, taken[1].decode("utf-8", "replace"), "its name is no text")

    @classmethod
    def _fetch_dequeued_job(  # type: ignore[override] # all that RQ gives beside these is passed on
        cls, connection: Redis, queue_key: str, job_id: str, **options: Any
    ) -> tuple[Job, Queue] | None:
        found = super()._fetch_dequeued_job(connection, queue_key, job_id, **options)
        if found is None:
            # What is not there, or was refused, would be kept as something that somebody is just beginning.
            connection.lrem(f"{queue_key}:intermediate", 0, job_id)
        return found


def queue_of(job_class: type[JsonJob]) -> type[JsonQueue]:
    """Returns the class of queues whose refusals a class of jobs reports."""
    return type("ReportingQueue", (JsonQueue,), {"job_class": job_class})


def _is_text(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True
