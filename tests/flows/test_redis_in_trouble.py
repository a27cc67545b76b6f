"""A Redis that cannot be used is named by ``/health/ready`` and ``watchfloor doctor``, and the API serves on."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.queue import connections
from entrypoints.bootstrap import build
from entrypoints.bootstrap_jobs import queue_check
from entrypoints.settings import Settings
from socdomain.auth.local_principal import local_principal
from socdomain.errors import QueueUnavailableError
from socdomain.jobs.run import RunStatus
from tests.api.driving import ok
from tests.api.running import WAIT_S, bearer, running_api
from tests.flows.floors import Floor
from tests.servers.valkey import ValkeyServer, valkey_server

Trouble = Callable[[Any], AbstractContextManager[None]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ValkeyServer]:
    """A server that somebody else runs."""
    with valkey_server(tmp_path / "redis") as server:
        yield server


@contextlib.contextmanager
def full(client: Any) -> Iterator[None]:
    client.config_set("maxmemory", "1mb")
    yield
    client.config_set("maxmemory", "0")


@contextlib.contextmanager
def read_only(client: Any) -> Iterator[None]:
    client.replicaof("127.0.0.1", "9")
    yield
    client.replicaof("NO", "ONE")


@contextlib.contextmanager
def other_password(client: Any) -> Iterator[None]:
    before = client.config_get("requirepass")["requirepass"]
    client.config_set("requirepass", "another")
    client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    yield
    client.config_set("requirepass", before)


TROUBLES: Final[dict[Trouble, str]] = {
    full: "is full",
    read_only: "is read-only",
    other_password: "refuses the user or password",
}


def test_what_is_the_matter_is_said_and_runs_are_asked_for_all_the_same(server: ValkeyServer, tmp_path: Path) -> None:
    floor, redis = Floor("", tmp_path / "data"), {"WATCHFLOOR_REDIS_URL": server.url}
    with running_api(floor, tmp_path, **redis) as api, server.client() as client:
        headers = bearer(api.sign_in())
        assert ok(api.http.get("/health/ready"))["status"] == "ok"
        for trouble, words in TROUBLES.items():
            with trouble(client):
                ready = ok(api.http.get("/health/ready"))
                asked = api.http.post("/api/scheduler/jobs/run/prune_outbox", headers=headers)
                looked = floor.run("doctor", "--json", environment=redis)
            down = [one["name"] for one in ready["dependencies"] if not one["ok"]]
            assert (ready["status"], down, asked.status_code) == ("degraded", ["queue"], 202)
            found = {one["check"]: one for one in json.loads(looked.stdout)}["queue"]
            assert (found["ok"], words in found["detail"], looked.returncode) == (False, True, 4), found
        assert ok(api.http.get("/health/ready"))["status"] == "ok"
        assert floor.run("doctor", environment=redis).returncode == 0


def test_a_redis_that_is_asleep_keeps_nobody_waiting_as_it_may_a_worker(
    server: ValkeyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither who asks for a run, nor who asks whether the API is ready: for a second at most, by default."""
    monkeypatch.setattr(connections, "ANSWER_TIMEOUT_S", 10 * WAIT_S)
    floor = Floor("", tmp_path / "data")
    assert floor.run("migrate").returncode == 0
    settings = Settings(data_dir=floor.folder, redis_url=server.url)
    platform = build(settings)
    with ThreadPoolExecutor(2) as threads, server.asleep():
        check = threads.submit(queue_check(settings))
        ask = threads.submit(platform.container.jobs.request_run.execute, "prune_outbox", by=local_principal("test"))
        assert isinstance(check.exception(timeout=WAIT_S), QueueUnavailableError)
        assert ask.result(timeout=WAIT_S).status is RunStatus.QUEUED
    platform.close()
