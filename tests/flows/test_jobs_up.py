"""``watchfloor up`` and ``worker -n`` as a new user has them: changes are kept, and what is killed comes back."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from socdomain.jobs.run import RunStatus
from tests.flows.floors import Floor, free_port
from tests.flows.jobs_floor import JobsFloor
from tests.flows.jobs_processes import STOPS_WITHIN_S, is_alive, wait_until

OF_JOBS = {"queue", "worker", "scheduler"}


@contextlib.contextmanager
def up(floor: Floor) -> Iterator[psutil.Process]:
    """The whole platform for the length of the block."""
    process = floor.start("up", "--port", str(free_port()))
    try:
        assert process.stdout is not None
        assert process.stdout.readline(), "it serves"
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        print(*process.communicate(timeout=STOPS_WITHIN_S + 10), sep="\n")
    assert process.returncode == 0


def children(platform: psutil.Process) -> dict[str, int]:
    """The processes that `up` has started, by the command that each runs."""
    found: dict[str, int] = {}
    for child in platform.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            # One that is ending, or just beginning, says nothing.
            found |= dict.fromkeys(child.cmdline()[-1:], child.pid)
    return found


def done(floor: Floor, *arguments: str) -> str:
    """What a command writes that does what it is told."""
    ended = floor.run(*arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def ran(floor: Floor) -> dict[str, Any]:
    """A run that was asked for, once it has ended."""
    detail: dict[str, dict[str, Any]] = json.loads(done(floor, "jobs", "run", "prune_outbox", "--json"))
    return detail["run"]


def schedules(floor: Floor) -> dict[str, dict[str, Any]]:
    return {one["job_id"]: one for one in json.loads(done(floor, "jobs", "list", "--json"))}


def test_what_is_killed_comes_back_and_what_was_changed_stays(tmp_path: Path) -> None:
    floor = Floor("", tmp_path / "data")
    with up(floor) as platform:
        wait_until(lambda: children(platform).keys() >= OF_JOBS, "all run")
        before = children(platform)
        done(floor, "jobs", "update", "prune_audit", "--interval", "90")
        done(floor, "jobs", "pause", "prune_sessions")
        assert ran(floor)["status"] == "finished"

        for name in OF_JOBS:
            psutil.Process(before[name]).kill()
        wait_until(lambda: all(children(platform).get(name, before[name]) != before[name] for name in OF_JOBS), "again")
        again = ran(floor)
        assert (again["status"], len(again["attempts"])) == ("finished", 1)
        assert children(platform)["api"] == before["api"]

    with up(floor):
        kept = schedules(floor)
        assert (kept["prune_audit"]["interval"], kept["prune_audit"]["enabled"]) == (90, True)
        assert not kept["prune_sessions"]["enabled"]
        assert ran(floor)["status"] == "finished"
        history = json.loads(done(floor, "jobs", "runs", "prune_outbox", "--json"))
        assert len([run for run in history if run["status"] == "finished"]) == 3


def test_workers_of_one_command_work_side_by_side_and_end_with_it(jobs: JobsFloor) -> None:
    """One that is killed is followed by another."""
    process = jobs.floor.start("worker", "--queues", "runs", "-n", "2", says=jobs.folder / "workers.log")
    command = psutil.Process(process.pid)

    def are_two() -> bool:
        with jobs.redis() as client:
            there = [key.decode().rpartition(":")[2] for key in client.smembers("rq:workers")]
        return len(command.children()) == 2 and len(there) >= 2

    try:
        wait_until(are_two, "two workers")
        before = [child.pid for child in command.children()]
        assert jobs.wait_for(jobs.request("prune_outbox")).status is RunStatus.FINISHED

        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: are_two() and before[0] not in [one.pid for one in command.children()], "two again")
        assert jobs.wait_for(jobs.request("prune_outbox")).status is RunStatus.FINISHED
        left = command.children(recursive=True)
    finally:
        process.terminate()
        assert process.wait(STOPS_WITHIN_S) == 0
    assert not any(is_alive(one.pid) for one in left)
