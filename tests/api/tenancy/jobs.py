"""A schedule and a run, which are the platform's and nobody's."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import httpx

from socdomain.ids import RunId
from socdomain.jobs.run import Cause, Run, RunStatus
from tests.api.driving import NOW, Api, ok
from tests.builders import EVERYONE

SCHEDULE: Final = "a-schedule"
RUN: Final = "0192d1a1-0b5e-7000-8000-000000000b5e"


def add_schedule(api: Api) -> httpx.Response:
    """Adds the schedule; refused where it is there."""
    return api.http.post("/api/scheduler/add", json={"job": "prune_outbox", "job_id": SCHEDULE, "interval": 60})


def make_jobs(api: Api) -> None:
    """Adds a schedule, and two runs that have ended, so that there is more than a page of one."""
    ok(add_schedule(api), 201)
    with api.container.work(EVERYONE) as work:
        schedule = work.schedules.by_name(SCHEDULE)
        assert schedule is not None
        for number in (0, 1):
            run = Run(
                id=RunId(UUID(int=UUID(RUN).int + number)),
                job=schedule.job,
                cause=Cause.CHANGE,
                schedule_id=None,
                due_at=NOW,
                ready_at=NOW,
                status=RunStatus.SKIPPED,
                ended_at=NOW,
            )
            work.runs.add(run)
        work.commit()
