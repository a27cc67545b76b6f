"""``watchfloor worker`` and ``queue``: what they are told, and when they end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from entrypoints.settings import Settings, child_environment
from tests.flows.floors import Floor
from tests.flows.jobs_processes import STOPS_WITHIN_S, wait_until
from tests.servers.valkey import ValkeyServer, valkey_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ValkeyServer]:
    """A server that is none of the platform's own."""
    with valkey_server(tmp_path / "redis") as server:
        yield server


@pytest.mark.parametrize("arguments", [("--queues", "slow"), ("--queues", "runs,slow", "-n", "2")])
def test_a_queue_that_there_is_not_is_refused(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing would ever come from it."""
    done = Floor("", tmp_path).run("worker", *arguments)

    assert done.returncode == 2
    assert "there is no queue 'slow'; there are: runs" in done.stderr


def test_workers_take_runs_from_the_queues_that_they_are_told(server: ValkeyServer, tmp_path: Path) -> None:
    variables = {"WATCHFLOOR_REDIS_URL": server.url}
    floor = Floor("", tmp_path / "data")
    assert floor.run("migrate").returncode == 0
    workers = floor.start("worker", "--queues", "runs, runs", "-n", "2", environment=variables)
    done = floor.run("jobs", "run", "prune_outbox", "--json", environment=variables)
    workers.terminate()
    out, err = workers.communicate(timeout=STOPS_WITHIN_S)

    assert (json.loads(done.stdout)["run"]["status"], workers.returncode) == ("finished", 0), err
    assert "2 workers run." in out


def test_a_queue_that_nobody_would_use_is_not_run(tmp_path: Path) -> None:
    done = Floor("", tmp_path).run("queue", environment={"WATCHFLOOR_REDIS_URL": "redis://127.0.0.1:1/0"})

    assert done.returncode == 2
    assert "WATCHFLOOR_REDIS_URL names another server" in done.stderr


def test_a_worker_that_waits_ends_as_soon_as_its_parent_is_gone(server: ValkeyServer, tmp_path: Path) -> None:
    """It waits for runs for 20 s at a time, and the end of its input is seen by another thread."""
    floor = Floor("", tmp_path / "data")
    assert floor.run("migrate").returncode == 0
    settings = Settings(data_dir=floor.folder, redis_url=server.url)
    worker = subprocess.Popen(
        [sys.executable, "-m", "entrypoints.cli.main", "--end-with-input", "worker"],
        env=child_environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stdout.readline()

    def waits() -> bool:
        with server.client() as client:
            return any(one["cmd"] == "blmove" for one in client.client_list())

    try:
        wait_until(waits, "that it waits")
        worker.stdin.close()
        assert worker.wait(10) == 0
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()
