"""``kill -9`` after each step of the queue: whoever comes next finds things in order, or puts them so."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from redis import Redis

from adapters.queue.connections import connect
from adapters.queue.embedded import EmbeddedServer
from adapters.queue.rq_queue import RqRunQueue
from socdomain.ids import RunId
from tests import crash_points
from tests.servers.valkey import ValkeyServer

RUN: Final = RunId(UUID("11111111-2222-7333-8444-555555555555"))
POINTS: Final = [name for name in crash_points.names() if name.startswith("queue.")]

_BEGIN: Final = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from adapters.queue.embedded import EmbeddedServer
from adapters.queue.rq_queue import RqRunQueue
from tests.crash_points import die_at
die_at(sys.argv[1], 1)
where, run = sys.argv[2], UUID(sys.argv[3])
"""

_STEPS: Final = {
    "queue.runs.pushed": "RqRunQueue(lambda: where).push([run])",
    "queue.run.scheduled": "RqRunQueue(lambda: where).push_at(run, datetime(2026, 1, 1, tzinfo=UTC))",
    "queue.due_runs.moved": "RqRunQueue(lambda: where).tick()",
    "queue.refused_job.removed": "RqRunQueue(lambda: where).tick()",
    "queue.embedded.started": "EmbeddedServer(Path(where)).start()",
    "queue.embedded.url_written": "EmbeddedServer(Path(where)).start()",
}


def die(point: str, where: object) -> None:
    """Does what passes a point, in a process that dies there."""
    code = _BEGIN + _STEPS[point]
    dead = subprocess.run([sys.executable, "-c", code, point, str(where), str(RUN)], check=False, timeout=60)
    assert dead.returncode == -signal.SIGKILL, f"{point} was not passed"


def waiting(client: Redis) -> list[object]:
    """What waits for a worker."""
    return list(client.lrange("rq:queue:watchfloor.runs", 0, -1))


def test_every_point_is_died_at() -> None:
    assert sorted(_STEPS) == POINTS


@pytest.mark.parametrize("point", ["queue.runs.pushed", "queue.run.scheduled", "queue.due_runs.moved"])
def test_a_run_is_carried_once(point: str, server: ValkeyServer) -> None:
    queue = RqRunQueue(server.address)
    if point == "queue.due_runs.moved":
        queue.push_at(RUN, datetime.now(UTC) - timedelta(seconds=1))
    die(point, server.url)
    assert queue.lacks([RUN]) == frozenset()
    queue.tick()
    with server.client() as client:
        assert waiting(client) == [str(RUN).encode()]
        queue.push([RUN])
        assert waiting(client) == [str(RUN).encode()]
    assert queue.tick() == 0
    queue.close()


def test_what_was_refused_is_gone_and_counted(server: ValkeyServer) -> None:
    with server.client() as client:
        client.hset(f"rq:job:{RUN}", mapping={"data": "something else"})
        client.zadd("watchfloor:scheduled", {str(RUN): 1.0})
        die("queue.refused_job.removed", server.url)
        assert client.keys(f"*{RUN}*") == []
        assert client.zcard("watchfloor:scheduled") == 0
    queue = RqRunQueue(server.address)
    assert (queue.tick(), queue.refused()) == (0, 1)
    queue.close()


@pytest.mark.parametrize("point", ["queue.embedded.started", "queue.embedded.url_written"])
def test_a_server_that_was_left_behind_is_followed_by_another(point: str, tmp_path: Path) -> None:
    folder = tmp_path / "queue"
    die(point, folder)
    server = EmbeddedServer(folder)
    try:
        with connect(server.start()) as client:
            assert client.ping()
    finally:
        server.stop()
