"""Redis may be emptied, restarted or away: what is due runs once, and what is asked for meanwhile is kept."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from adapters.clock import SystemClock
from socdomain.ids import RunId
from socdomain.jobs.run import RunStatus
from socdomain.jobs.switch_schedule import To
from socdomain.jobs.timing import Every
from tests.api.driving import ok
from tests.api.running import bearer, running_api
from tests.builders import a_principal
from tests.flows.jobs_floor import PROMPTLY_S, JobsFloor
from tests.flows.jobs_processes import thaw, wait_until

SCHEDULER = "/api/scheduler"
FINISHED, PLANNED = RunStatus.FINISHED, RunStatus.PLANNED
TEN_MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)


def flush(jobs: JobsFloor) -> None:
    with jobs.redis() as client:
        client.flushall()
        assert client.dbsize() == 0


def kill_server(jobs: JobsFloor) -> None:
    """The process that looks after it starts it again, from what it has on its disk."""
    with jobs.redis() as client:
        os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)


@pytest.mark.parametrize(
    ("database", "disturb"), [("postgresql", flush), ("sqlite", kill_server)], indirect=["database"]
)
def test_schedules_stand_again_and_nothing_runs_twice(
    any_jobs: JobsFloor, disturb: Callable[[JobsFloor], None]
) -> None:
    """Not what was done, nor what is being done, nor what waits for a worker or for its time."""
    jobs = any_jobs
    jobs.start_queue()
    for command in ("worker", "scheduler"):
        jobs.start(command)
    paused, later = jobs.add_later("counts_one"), jobs.add_later("counts")
    jobs.use.switch_schedule.execute(paused.name, To.PAUSED, by=a_principal())
    done = jobs.ask("counts")
    jobs.assert_once(done)
    (held,) = jobs.ask("holds")
    jobs.wait_for_hold(held)
    # For the only worker, and one of them for the lease as well.
    waits = [*jobs.ask("holds", "counts"), jobs.request("counts")]
    wait_until(lambda: all(map(jobs.find, waits)), "all that was asked for")
    wait_until(jobs.carries_all, "Redis carries all")

    disturb(jobs)
    wait_until(jobs.carries_all, "it carries all again", within_s=PROMPTLY_S)
    jobs.start("worker")
    soon = jobs.add_soon("counts_each")
    jobs.assert_once([soon, *waits[1:], *jobs.ask("counts")])
    jobs.let_go()

    jobs.assert_once([held, *waits, *done, soon])
    assert jobs.runs(paused) == []
    assert jobs.schedule(paused.name).is_paused
    assert [run.status for run in jobs.runs(later)] == [PLANNED, FINISHED]


def test_what_is_paused_or_started_while_redis_is_away_for_ten_minutes_stays_so(jobs: JobsFloor) -> None:
    """What Redis carried when it went is still there when it is back: also the run of what was paused meanwhile."""
    now = SystemClock().now()
    soon = now + TEN_MINUTES / 2
    paused, started = jobs.add("counts_one", Every(60), soon), jobs.add("counts_each", Every(60), soon)
    minutely = jobs.add("counts_one", Every(1), now + timedelta(minutes=1), name="minutely")
    jobs.use.switch_schedule.execute(started.name, To.PAUSED, by=a_principal())
    jobs.start("worker")
    scheduler = jobs.start("scheduler")
    wait_until(jobs.carries_all, "Redis carries all")
    (stale,) = jobs.runs(paused)

    jobs.server.stop()
    jobs.use.switch_schedule.execute(paused.name, To.PAUSED, by=a_principal())
    jobs.use.switch_schedule.execute(started.name, To.STARTED, by=a_principal())
    jobs.set_clock(TEN_MINUTES.total_seconds())
    wait_until(lambda: jobs.runs(minutely, RunStatus.QUEUED), "ten minutes have passed")
    jobs.freeze(scheduler.pid)
    jobs.server.start()
    with jobs.redis() as client:
        assert client.exists(f"rq:job:{stale.id}")
    thaw(scheduler.pid)
    wait_until(jobs.carries_all, "Redis carries all again", within_s=PROMPTLY_S)
    jobs.assert_once([*(run.id for run in jobs.runs(minutely, RunStatus.QUEUED, FINISHED)), *jobs.ask("counts")])
    assert [run.status for run in jobs.runs(minutely)] == [PLANNED, FINISHED]
    assert [run.status for run in jobs.runs(started)] == [PLANNED]

    jobs.set_clock((HOUR + TEN_MINUTES).total_seconds())
    wait_until(lambda: jobs.runs(started, FINISHED), "what was started is due")
    jobs.assert_once(run.id for run in jobs.runs(started, FINISHED))
    assert jobs.runs(paused) == []
    assert (jobs.schedule(paused.name).is_paused, jobs.schedule(started.name).is_paused) == (True, False)


def test_what_is_asked_for_while_redis_is_away_is_done_once_it_is_back(real_jobs: JobsFloor, tmp_path: Path) -> None:
    """The API serves meanwhile, and what goes on needs no Redis; with the times of the product."""
    jobs = real_jobs
    processes = [jobs.start(command) for command in ("worker", "scheduler")]
    with running_api(jobs.floor, tmp_path) as api:
        headers = bearer(api.sign_in())
        jobs.assert_once(jobs.ask("counts"))
        (held,) = jobs.ask("holds")
        jobs.wait_for_hold(held)
        jobs.server.stop()
        assert ok(api.http.get("/health/ready"))["status"] == "degraded"

        asked = api.http.post(f"{SCHEDULER}/jobs/run/prune_outbox", headers=headers)
        ok(api.http.post(f"{SCHEDULER}/pause/prune_sessions", headers=headers))
        known = {one["job_id"]: one["enabled"] for one in ok(api.http.get(SCHEDULER, headers=headers))["items"]}
        soon, changed = jobs.add_soon("counts"), jobs.ask("counts_one")
        run = ok(api.http.get(f"{SCHEDULER}/runs/{asked.json()['id']}", headers=headers))["run"]
        assert (asked.status_code, run["status"]) == (202, "queued")
        assert (known["prune_sessions"], known["prune_outbox"]) == (False, True)
        jobs.let_go()
        jobs.assert_once([held])

        jobs.server.start()
        wait_until(jobs.carries_all, "Redis carries all again", within_s=PROMPTLY_S)
        done = jobs.wait_for(RunId(UUID(asked.json()["id"])), FINISHED, within_s=PROMPTLY_S)
        jobs.assert_once([soon, *changed])

        assert len(done.attempts) == 1
        assert ok(api.http.get("/health/ready"))["status"] == "ok"
        assert not ok(api.http.get(f"{SCHEDULER}/prune_sessions", headers=headers))["enabled"]
        assert ok(api.http.get(f"{SCHEDULER}/prune_outbox", headers=headers))["enabled"]
    assert [process.poll() for process in processes] == [None, None]
