"""What is no run is refused before any of it is loaded, imported or called, is reported, and stops nobody."""

from __future__ import annotations

import json
import os
import pickle
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from redis import Redis
from rq.exceptions import DeserializationError
from rq.job import Job

from adapters.queue.json_job import RUN_FUNCTION, JsonJob, Refusal
from adapters.queue.rq_queue import RqRunQueue
from socdomain.ids import RunId
from tests.servers.run_worker import WorkerProcess, wait_until, worker_process
from tests.servers.valkey import ValkeyServer

NAME: Final = "11111111-2222-7333-8444-555555555555"
QUEUE: Final = "rq:queue:watchfloor.runs"
SCHEDULED: Final = "watchfloor:scheduled"

Fields = dict[Any, Any]


class Bomb:
    """Leaves a file when it is loaded from a pickle."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.marker),)


def call(function: str = RUN_FUNCTION, instance: Any = None, args: Any = (NAME,), kwargs: Any = None) -> bytes:
    """A payload as RQ writes it."""
    return zlib.compress(json.dumps([function, instance, list(args), kwargs or {}]).encode())


def planted(marker: Path) -> dict[str, Fields]:
    """Fields of a job that should be refused, by what is wrong with it."""
    bomb = pickle.dumps(Bomb(marker))
    good: Fields = {"data": call(), "origin": "runs", "status": "queued"}
    trap = "trap.spring"
    return {
        "pickle": {**good, "data": zlib.compress(bomb)},
        "uncompressed pickle": {**good, "data": bomb},
        "pickle in meta": {**good, "meta": bomb},
        "pickle in result": {**good, "result": bomb},
        "JSON in meta": {**good, "meta": json.dumps({"queue_class_name": trap})},
        "JSON in result": {**good, "result": '"x"'},
        "another function": {**good, "data": call(trap, args=(str(marker),))},
        "a function of the standard library": {**good, "data": call("os.mkdir", args=(str(marker),))},
        "a method of something": {**good, "data": call("mkdir", instance=str(marker))},
        "another argument": {**good, "data": call(args=(str(uuid4()),))},
        "more arguments": {**good, "data": call(args=(NAME, NAME))},
        "a named argument": {**good, "data": call(kwargs={"run_id": NAME})},
        "no payload": {"origin": "runs", "status": "queued"},
        "uncompressed": {**good, "data": zlib.decompress(call())},
        "a great deal of nothing": {**good, "data": zlib.compress(b" " * 100_000_000)[:900]},
        "a callback for success": {**good, "success_callback_name": trap},
        "a callback for failure": {**good, "failure_callback_name": trap},
        "a callback for stopping": {**good, "stopped_callback_name": trap},
        "a web hook": {**good, "webhooks": json.dumps([{"url": "http://127.0.0.1:9/", "status": "finished"}])},
        "a dependency": {**good, "dependency_ids": json.dumps([str(uuid4())])},
        "retries": {**good, "retries_left": 3},
        "a group": {**good, "group_id": "group"},
        "a limit": {**good, "rate_limit_key": "key", "rate_limit_concurrency": 1},
        "no number": {**good, "timeout": "soon"},
        "no time": {**good, "created_at": "yesterday"},
        "no status": {**good, "status": "dancing"},
        "no text": {**good, "status": b"\xff\xfe"},
        "another queue": {**good, "origin": "../../x"},
        "length": {**good, "description": "x" * 100_000},
    }


KINDS: Final = tuple(planted(Path("marker")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the worker writes, with a module that leaves a file when it is imported or called."""
    folder = tmp_path_factory.mktemp("worker")
    code = (
        "import os\nos.mkdir(os.path.join(os.path.dirname(__file__), 'imported'))\ndef spring(*_): os.mkdir('called')\n"
    )
    (folder / "trap.py").write_text(code)
    return folder


@pytest.fixture(scope="module")
def worker(module_server: ValkeyServer, folder: Path) -> Iterator[WorkerProcess]:
    """A worker that all that is planted goes to."""
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    with worker_process(module_server.url, folder, {"PYTHONPATH": path}) as process:
        yield process


@pytest.fixture
def client(server: ValkeyServer) -> Iterator[Redis]:
    """Whoever can write to Redis."""
    with server.client() as client:
        yield client


@pytest.fixture
def queue(server: ValkeyServer) -> Iterator[RqRunQueue]:
    """The queue as the platform uses it."""
    queue = RqRunQueue(server.address)
    yield queue
    queue.close()


def goes_on(queue: RqRunQueue, worker: WorkerProcess) -> None:
    """Makes sure that the worker still does runs, and has seen what lay in the queue before."""
    run_id = RunId(uuid4())
    queue.push([run_id])
    worker.wait_for(run_id)
    assert worker.process.poll() is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_refuses_what_is_planted(
    kind: str, client: Redis, queue: RqRunQueue, worker: WorkerProcess, folder: Path
) -> None:
    marker = folder / "exploded"
    refused_before = len(worker.refused)
    client.hset(f"rq:job:{NAME}", mapping=planted(marker)[kind])
    client.rpush(QUEUE, NAME)
    goes_on(queue, worker)

    assert not marker.exists()
    assert not (folder / "imported").exists()
    assert NAME not in worker.done
    assert len(worker.refused) == refused_before + 1
    assert queue.refused() == 1
    assert client.keys(f"*{NAME}*") == []
    wait_until(lambda: client.lrange(f"{QUEUE}:intermediate", 0, -1) == [], "an empty intermediate queue")


@pytest.mark.parametrize("kind", KINDS)
def test_the_scheduler_refuses_what_is_planted(kind: str, client: Redis, server: ValkeyServer, tmp_path: Path) -> None:
    told: list[Refusal] = []
    # No worker takes anything from there.
    queue = RqRunQueue(server.address, name="elsewhere", report=told.append)
    due = RunId(uuid4())
    client.hset(f"rq:job:{NAME}", mapping=planted(tmp_path / "exploded")[kind])
    client.zadd(SCHEDULED, {NAME: 1.0})
    queue.push_at(due, datetime(2026, 1, 1, tzinfo=UTC))

    assert queue.tick() == 1
    assert not (tmp_path / "exploded").exists()
    assert [refusal.job_id for refusal in told] == [NAME]
    assert client.zrange(SCHEDULED, 0, -1) == []
    assert client.lrange("rq:queue:elsewhere", 0, -1) == [str(due).encode()]
    queue.close()


@pytest.mark.parametrize(
    "name", [b"no-run", b"../../etc/passwd", b"\xff\xfe\x00", NAME.encode() + b":x", b"", b"x" * 5_000]
)
def test_a_name_that_is_no_run_s_is_refused(
    name: bytes, client: Redis, server: ValkeyServer, queue: RqRunQueue, worker: WorkerProcess
) -> None:
    client.zadd(SCHEDULED, {name: 1.0})
    assert queue.tick() == 0
    assert (queue.refused(), client.zcard(SCHEDULED)) == (1, 0)
    client.rpush(QUEUE, name)
    goes_on(queue, worker)
    assert queue.refused() == 2
    wait_until(lambda: client.lrange(f"{QUEUE}:intermediate", 0, -1) == [], "an empty intermediate queue")


def test_something_else_in_place_of_a_job_is_refused(client: Redis, queue: RqRunQueue, worker: WorkerProcess) -> None:
    client.set(f"rq:job:{NAME}", pickle.dumps({}))
    client.rpush(QUEUE, NAME)
    goes_on(queue, worker)
    assert queue.refused() == 1
    assert not client.exists(f"rq:job:{NAME}")


def test_what_waits_for_a_run_is_refused_when_the_run_is_done(
    client: Redis, queue: RqRunQueue, worker: WorkerProcess, folder: Path
) -> None:
    """RQ looks at a job's dependents once it is done."""
    run_id = RunId(uuid4())
    client.hset(f"rq:job:{NAME}", mapping=planted(folder / "exploded")["pickle"])
    client.sadd(f"rq:job:{run_id}:dependents", NAME)
    queue.push([run_id])
    worker.wait_for(run_id)
    goes_on(queue, worker)
    assert not (folder / "exploded").exists()
    assert not client.exists(f"rq:job:{NAME}")


def test_nobody_stops_a_worker_by_a_message(client: Redis, queue: RqRunQueue, worker: WorkerProcess) -> None:
    goes_on(queue, worker)
    keys = [key.decode() for key in client.keys("rq:worker:*") if isinstance(key, bytes)]
    names = {key.removeprefix("rq:worker:").removesuffix(":executions") for key in keys}
    assert names
    for name in names:
        client.publish(f"rq:pubsub:{name}", json.dumps({"command": "shutdown"}))
        assert client.pubsub_numsub(f"rq:pubsub:{name}") == [(f"rq:pubsub:{name}".encode(), 0)]
    goes_on(queue, worker)


def test_a_plain_job_of_rq_does_load_the_pickle(client: Redis, tmp_path: Path) -> None:
    """Otherwise the tests above would prove nothing."""
    client.hset(f"rq:job:{NAME}", mapping=planted(tmp_path / "exploded")["pickle"])
    with pytest.raises(DeserializationError):
        Job.fetch(NAME, connection=client).func_name  # noqa: B018 - which loads it
    assert (tmp_path / "exploded").exists()


def test_what_rq_writes_itself_is_taken(client: Redis, queue: RqRunQueue) -> None:
    run_id = RunId(UUID(NAME))
    queue.push([run_id])
    job = JsonJob.fetch(NAME, connection=client)
    assert (job.func_name, job.instance, list(job.args), job.kwargs) == (RUN_FUNCTION, None, [NAME], {})
    job.meta = {}
    job.save()
    assert JsonJob.fetch_many([NAME, str(uuid4())], connection=client)[1] is None
    assert queue.refused() == 0


@pytest.mark.parametrize(
    ("function", "args", "kwargs"), [("os.mkdir", ["x"], {}), (RUN_FUNCTION, [], {}), (RUN_FUNCTION, ["a"], {"b": 1})]
)
def test_nothing_else_is_made(function: str, args: list[str], kwargs: dict[str, int], client: Redis) -> None:
    with pytest.raises(ValueError, match="can be queued"):
        JsonJob.create(function, args, kwargs, connection=client)
