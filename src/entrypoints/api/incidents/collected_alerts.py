"""``/api/incident_alert/create/auto``: alerts of what other tools have written into their indices."""

from __future__ import annotations

from typing import Final

from litestar import post
from litestar.status_codes import HTTP_202_ACCEPTED

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.problem_docs import refusals
from entrypoints.api.scheduler.shapes import RunOut, run_out
from entrypoints.api.wired import By, UseCases
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.jobs.queries import RunDetail
from socdomain.principal import Scope

JOB: Final = "collect_alerts"


@post(
    "/create/auto",
    summary="Collect alerts now",
    **needs(Scope.JOBS_WRITE),
    status_code=HTTP_202_ACCEPTED,
    responses=refusals(NotFoundError, ConcurrentChangeError),
    tags=["intake"],
    sync_to_thread=True,
)
def create_auto(by: By, container: UseCases) -> RunOut:
    """Asks for a run of the job `collect_alerts`, which can be watched at `/api/scheduler/runs/{id}/events`.

    It reads the indices that connectors lead to (`gl-events*`, `wazuh-alerts-*`, `wazuh-findings-*`) from where the
    last run ended, and 15 minutes before that once more.
    """
    run = settled(container.jobs.request_run.execute, JOB, by=by)
    return run_out(RunDetail(run, JOB, ()))
