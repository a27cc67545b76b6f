"""``watchfloor jobs``: without a queue or a worker, as far as that goes."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from datetime import timedelta

import pytest

from entrypoints.bootstrap import build
from entrypoints.settings import Settings, child_environment
from socdomain.jobs.catalog import CATALOG
from tests.builders import EVERYONE
from tests.flows.floors import Floor

WAIT_S = 60
"""How long a test waits for something that is on its way."""


@pytest.fixture
def ready(floor: Floor) -> Floor:
    """A platform that is prepared, and on which no process runs."""
    assert floor.run("migrate").returncode == 0
    return floor


def test_every_job_is_listed_with_when_it_is_due(ready: Floor) -> None:
    shown = ready.run("jobs", "list").stdout
    assert all(name in shown for name in CATALOG)
    assert "every 1440 minutes" in shown
    listed = json.loads(ready.run("jobs", "list", "--json").stdout)
    assert sorted(one["job_id"] for one in listed) == sorted(CATALOG)


def test_a_change_and_a_pause_are_kept(ready: Floor) -> None:
    assert "every 5 minutes" in ready.run("jobs", "update", "prune_audit", "--interval", "5").stdout
    assert ready.run("jobs", "pause", "prune_events").returncode == 0
    assert ready.run("migrate").returncode == 0
    listed = {one["job_id"]: one for one in json.loads(ready.run("jobs", "list", "--json").stdout)}
    assert listed["prune_audit"]["interval"] == 5
    assert listed["prune_events"]["enabled"] is False
    assert "it is due 2" in ready.run("jobs", "start", "prune_events").stdout


def test_a_time_by_cron_is_meant_in_its_zone(ready: Floor) -> None:
    done = ready.run("jobs", "update", "prune_audit", "--cron", "30 3 * * *", "--zone", "Europe/Berlin")
    assert "30 3 * * * (Europe/Berlin)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("update", "prune_audit"), "--interval or --cron"),
        (("update", "prune_audit", "--interval", "0"), "interval"),
        (("update", "prune_audit", "--interval", "5", "--cron", "* * * * *"), "--interval or --cron"),
        (("update", "prune_audit", "--interval", "5", "--zone", "UTC"), "--zone"),
        (("update", "prune_audit", "--cron", "nonsense"), "cron"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(ready: Floor, arguments: tuple[str, ...], says: str) -> None:
    done = ready.run("jobs", *arguments)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("command", ["pause", "start", "run"])
def test_a_schedule_that_is_not_there_is_said_to_be(ready: Floor, command: str) -> None:
    done = ready.run("jobs", command, "no_such_job")
    assert (done.returncode, "no schedule no_such_job" in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_every_job_can_be_run_without_a_queue(ready: Floor, name: str) -> None:
    done = ready.run("jobs", "run", name, "--inline", "--json")
    assert done.returncode == 0, done.stderr
    run = json.loads(done.stdout)["run"]
    assert (run["status"], run["attempt"], run["error"], run["percent"]) == ("finished", 1, None, 100)
    assert run["asked_by"].startswith("local:")
    listed = json.loads(ready.run("jobs", "runs", name, "--json").stdout)
    assert run["id"] in [one["id"] for one in listed]
    assert "finished" in ready.run("jobs", "runs", name).stdout


def test_a_run_that_fails_here_fails_the_command_though_it_is_tried_again_later(ready: Floor) -> None:
    (ready.folder / "objects").rename(ready.folder / "elsewhere")
    (ready.folder / "objects").touch()
    done = ready.run("jobs", "run", "anchor_audit", "--inline")
    assert (done.returncode, "object store failed" in done.stderr) == (1, True), done.stdout
    assert "planned, to be tried again from 2" in done.stdout


def test_a_run_that_is_not_done_here_because_another_goes_on_fails_the_command(ready: Floor) -> None:
    platform = build(Settings(data_dir=ready.folder, database_url=ready.url))
    with platform.works(EVERYONE) as work:
        assert work.leases.take("job:prune_outbox", "another", lasts=timedelta(hours=1))
        work.commit()
    platform.close()
    done = ready.run("jobs", "run", "prune_outbox", "--inline", "--json")
    assert (done.returncode, json.loads(done.stdout)["run"]["status"]) == (1, "queued")
    assert "another run of the job goes on" in done.stderr


def test_who_waits_for_a_worker_in_a_pipe_is_told_so(ready: Floor) -> None:
    waiting = ready.start("jobs", "run", "prune_outbox")
    assert waiting.stderr is not None
    try:
        readable, _, _ = select.select([waiting.stderr], [], [], WAIT_S)
        assert readable
        assert "waits for a worker" in waiting.stderr.readline()
    finally:
        waiting.terminate()
        waiting.communicate()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")
def test_who_waits_at_a_terminal_sees_a_table(ready: Floor) -> None:
    ours, theirs = os.openpty()
    settings = Settings(data_dir=ready.folder, database_url=ready.url)
    waiting = subprocess.Popen(
        [sys.executable, "-m", "entrypoints.cli.main", "jobs", "run", "prune_outbox"],
        env={**child_environment(settings), "TERM": "xterm", "COLUMNS": "120"},
        stderr=theirs,
    )
    try:
        shown = b""
        while not all(word in shown for word in (b"attempt", b"progress", b"prune_outbox", b"queued", b"0 %")):
            readable, _, _ = select.select([ours], [], [], WAIT_S)
            assert readable, shown
            shown += os.read(ours, 65_536)
    finally:
        waiting.terminate()
        waiting.wait(WAIT_S)
        os.close(ours)
        os.close(theirs)


def test_what_is_asked_for_while_there_is_no_queue_is_kept(ready: Floor) -> None:
    done = ready.run("jobs", "run", "prune_outbox", "--no-wait", "--json")
    assert (done.returncode, json.loads(done.stdout)["run"]["status"]) == (0, "queued")
    (queued,) = json.loads(ready.run("jobs", "runs", "--status", "queued", "--json").stdout)
    assert queued["job"] == "prune_outbox"
