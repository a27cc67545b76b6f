"""RQ as it comes: ``python -m bench.bare_rq URL`` does what waits, forking for each job, and ends."""

from __future__ import annotations

import logging
import sys
from typing import Final

from redis import Redis
from rq import Queue, Worker
from rq.serializers import JSONSerializer

QUEUE: Final = "bare"


def nothing() -> None:
    """Does nothing."""


def main(url: str) -> None:
    """Does all jobs that wait."""
    logging.getLogger("rq.worker").setLevel(logging.ERROR)
    connection = Redis.from_url(url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    Worker([queue], connection=connection, serializer=JSONSerializer).work(burst=True, logging_level=None)


if __name__ == "__main__":
    main(sys.argv[1])
