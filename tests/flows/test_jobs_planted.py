"""What somebody plants in Redis is refused unread by the processes of the product, and reported.

Of everything that can be planted the queue's own tests know more.
"""

from __future__ import annotations

import json
import os
import pickle
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast
from uuid import uuid4

from redis import Redis

from adapters.queue.json_job import REFUSED_KEY, SCHEDULED_KEY
from adapters.queue.json_queue import RUNS
from socdomain.jobs.run import RunStatus
from tests.flows.jobs_floor import JobsFloor
from tests.flows.jobs_processes import wait_until

PICKLED: Final = b"\x80"
"""How every pickle begins that RQ would write (PEP 307)."""


class Bomb:
    """Leaves a folder when it is loaded from a pickle."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.marker),)


def plant(client: Redis, marker: Path) -> None:
    """Plants a pickle, and another function, where workers take runs from and where the scheduler does."""
    call = json.dumps(["os.mkdir", None, [str(marker)], {}]).encode()
    for data in (pickle.dumps(Bomb(marker)), call):
        waits, is_due = str(uuid4()), str(uuid4())
        for name in (waits, is_due):
            client.hset(f"rq:job:{name}", mapping={"data": zlib.compress(data), "origin": RUNS, "status": "queued"})
        client.rpush(f"rq:queue:{RUNS}", waits)
        client.zadd(SCHEDULED_KEY, {is_due: time.time()})


def values_of(client: Redis) -> list[bytes]:
    """All that jobs hold in Redis, as it is and as it is when it is not compressed."""
    keys = cast("list[bytes]", client.keys("rq:job:*"))
    found = [value for key in keys for value in cast("list[bytes]", client.hvals(key.decode()))]
    return found + [zlib.decompress(value) for value in found if value.startswith(b"x\x9c")]


def test_a_pickle_and_another_function_are_refused_reported_and_do_not_stop_what_is_asked_for(jobs: JobsFloor) -> None:
    worker, scheduler = jobs.start("worker"), jobs.start("scheduler")
    marker = jobs.folder / "loaded-or-called"
    with jobs.redis() as client:
        plant(client, marker)
        wait_until(lambda: client.get(REFUSED_KEY) == b"4", "all four are refused")
        jobs.assert_once(jobs.ask("counts"))
        (failed,) = jobs.ask("fails")
        jobs.wait_for(failed, RunStatus.FAILED)
        held = values_of(client)

    assert not marker.exists()
    assert [jobs.processes.said(one).count("job refused") for one in (worker, scheduler)] == [2, 2]
    assert held
    assert not any(value.startswith(PICKLED) for value in held)
