"""A Redis that other programs use too, by RQ and rq-scheduler as they come: neither touches what is the other's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from redis import Redis
from rq import Queue
from rq.group import Group
from rq.job import JobStatus
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.suspension import suspend
from rq_scheduler import Scheduler

from adapters.queue.rq_queue import RqRunQueue
from socdomain.ids import RunId
from tests.servers.run_worker import wait_until, worker_process
from tests.servers.valkey import ValkeyServer

LONG_AGO: Final = datetime(2026, 1, 1, tzinfo=UTC)
MEMBERS_OF_ALL: Final = {b"rq:queues", b"rq:workers"}
"""Lists in which RQ writes down who there is."""


@pytest.fixture
def client(server: ValkeyServer) -> Iterator[Redis]:
    """Another program's client."""
    with server.client() as client:
        yield client


def another_program(client: Redis) -> dict[bytes, bytes]:
    """What another program has in Redis: jobs that wait, are due, ran for too long, have failed or form a group."""
    queue = Queue("runs", connection=client)
    Group.create(connection=client, name="theirs").enqueue_many(queue, [Queue.prepare_data("os.getpid")])
    failed, abandoned = queue.enqueue("os.getpid"), queue.enqueue("os.getpid")
    FailedJobRegistry(queue=queue).add(failed, ttl=-1)
    abandoned.set_status(JobStatus.STARTED)
    client.zadd(StartedJobRegistry(queue=queue).key, {f"{abandoned.id}:x": 1.0})
    # A place that a job which is gone still has, which RQ would give to the next.
    client.sadd("rq:rl-keys", "theirs")
    client.hset("rq:rl:theirs", mapping={"concurrency": 1})
    client.zadd("rq:rl:theirs:allowed", {"no-such-job": 1.0})
    client.sadd("rq:group:gone", "no-such-job")
    client.sadd("rq:groups", "gone")
    Scheduler("default", connection=client).enqueue_at(datetime(2026, 1, 1), "os.getpid")  # noqa: DTZ001 - its own way
    return everything(client)


def everything(client: Redis) -> dict[bytes, bytes]:
    """All that Redis holds, as it is kept."""
    keys = [key for key in client.keys("*") if isinstance(key, bytes) and key not in MEMBERS_OF_ALL]
    return {key: content for key in keys if (content := client.dump(key)) is not None}


def test_what_is_another_program_s_is_left_alone(client: Redis, server: ValkeyServer, tmp_path: Path) -> None:
    theirs = another_program(client)
    queue = RqRunQueue(server.address)
    due, now = RunId(uuid4()), RunId(uuid4())
    queue.push_at(due, LONG_AGO)
    assert queue.tick() == 1
    with worker_process(server.url, tmp_path) as worker:
        queue.push([now])
        worker.wait_for(due)
        worker.wait_for(now)
        assert worker.refused == []
    after = everything(client)
    queue.close()
    assert {key: after.get(key) for key in theirs} == theirs


def test_another_program_s_scheduler_leaves_ours_alone(client: Redis, server: ValkeyServer) -> None:
    queue = RqRunQueue(server.address)
    later, due = RunId(uuid4()), RunId(uuid4())
    queue.push_at(later, datetime.now(UTC) + timedelta(hours=1))
    queue.push_at(due, LONG_AGO)
    list(Scheduler("default", connection=client).enqueue_jobs())
    assert queue.lacks([later, due]) == frozenset()
    queue.close()


def test_who_has_another_program_s_workers_pause_does_not_have_ours(
    client: Redis, server: ValkeyServer, tmp_path: Path
) -> None:
    suspend(client)
    queue = RqRunQueue(server.address)
    with worker_process(server.url, tmp_path) as worker:
        run_id = RunId(uuid4())
        queue.push([run_id])
        worker.wait_for(run_id)
    wait_until(lambda: queue.lacks([run_id]) == {run_id}, "its end")
    queue.close()
