"""Redis may be emptied, restarted or away: what is due runs once, and what is asked for meanwhile is kept."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from socdomain.ids import RunId
from socdomain.jobs.run import RunStatus
from tests.api.driving import ok
from tests.api.running import bearer, running_api
from tests.flows.jobs_floor import PROMPTLY_S, JobsFloor, wait_until

SCHEDULER = "/api/scheduler"


def flush(jobs: JobsFloor) -> None:
    with jobs.redis() as client:
        client.flushall()
        assert client.dbsize() == 0


def kill_server(jobs: JobsFloor) -> None:
    """The process that looks after it starts it again, from what it has on its disk."""
    with jobs.redis() as client:
        os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)


@pytest.mark.parametrize("disturb", [flush, kill_server])
def test_schedules_stand_again_and_nothing_runs_twice(jobs: JobsFloor, disturb: Callable[[JobsFloor], None]) -> None:
    for command in ("worker", "worker", "scheduler"):
        jobs.start(command)
    (held,) = jobs.ask("holds")
    jobs.wait_for_hold(held)
    waits = jobs.ask("holds", "counts")
    later = jobs.add_later("counts")
    done = jobs.ask("counts")
    jobs.assert_once(done)
    paused = jobs.add_paused("counts_one")
    wait_until(jobs.carries_all, "Redis carries all")

    disturb(jobs)
    wait_until(jobs.carries_all, "it carries all again", within_s=PROMPTLY_S)
    soon = jobs.add_soon("counts_each")
    jobs.assert_once([soon, *jobs.ask("counts")])
    jobs.let_go()

    jobs.assert_once([held, *waits, *done, soon])
    assert jobs.runs(paused) == []
    assert jobs.schedule(paused.name).is_paused
    assert [run.status for run in jobs.runs(later)] == [RunStatus.PLANNED]


def test_what_is_asked_for_while_redis_is_away_is_done_once_it_is_back(jobs: JobsFloor, tmp_path: Path) -> None:
    for command in ("worker", "scheduler"):
        jobs.start(command)
    with running_api(jobs.floor, tmp_path) as api:
        headers = bearer(api.sign_in())
        jobs.assert_once(jobs.ask("counts"))
        jobs.stop_queue()
        assert ok(api.http.get("/health/ready"))["status"] == "degraded"

        asked = api.http.post(f"{SCHEDULER}/jobs/run/prune_outbox", headers=headers)
        ok(api.http.post(f"{SCHEDULER}/pause/prune_sessions", headers=headers))
        known = {one["job_id"]: one["enabled"] for one in ok(api.http.get(SCHEDULER, headers=headers))["items"]}
        soon, changed = jobs.add_soon("counts"), jobs.ask("counts_one")
        run = ok(api.http.get(f"{SCHEDULER}/runs/{asked.json()['id']}", headers=headers))["run"]
        assert (asked.status_code, run["status"]) == (202, "queued")
        assert (known["prune_sessions"], known["prune_outbox"]) == (False, True)

        jobs.start_queue()
        wait_until(jobs.carries_all, "Redis carries all again", within_s=PROMPTLY_S)
        done = jobs.wait_for(RunId(UUID(asked.json()["id"])), RunStatus.FINISHED, within_s=PROMPTLY_S)
        jobs.assert_once([soon, *changed])

        assert len(done.attempts) == 1
        assert ok(api.http.get("/health/ready"))["status"] == "ok"
        assert not ok(api.http.get(f"{SCHEDULER}/prune_sessions", headers=headers))["enabled"]
        assert ok(api.http.get(f"{SCHEDULER}/prune_outbox", headers=headers))["enabled"]
