"""``/api/connectors/verify``: whether connectors work."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER
from entrypoints.api.api_errors import TooBusyError
from entrypoints.api.caller import needs
from entrypoints.api.connectors.shapes import ConnectorOut
from entrypoints.api.connectors.showing import answer
from entrypoints.api.connectors.trials import trial_turn
from entrypoints.api.problem_docs import refusals
from entrypoints.api.scheduler.shapes import RunOut, run_out
from entrypoints.api.wired import By, UseCases
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import ConnectorId
from socdomain.jobs.queries import RunDetail
from socdomain.principal import Scope

JOB: Final = "verify_connectors"


@post(
    "/verify/{connector_id:uuid}",
    summary="Try a connector",
    **needs(Scope.CONNECTORS_WRITE),
    status_code=HTTP_200_OK,
    dependencies={"is_told": Provide(trial_turn)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ConcurrentChangeError, TooBusyError),
    sync_to_thread=True,
)
def verify_one(
    connector_id: FromPath[UUID], is_told: NamedDependency[bool], by: By, container: UseCases
) -> Response[ConnectorOut]:
    """Asks the product who it is, with the connector's credential, within ten seconds; nothing is changed there.

    The answer is 200 whatever was found: `verification` says what. A few connectors are tried at a time, each by one
    caller; whoever asks meanwhile waits, and is told what was found since.
    """
    tried = container.connectors.verify.execute(ConnectorId(connector_id), by=by, is_told=is_told)
    return answer(container, tried, by)


@post(
    "/verify",
    summary="Try all connectors",
    **needs(Scope.JOBS_WRITE),
    status_code=HTTP_202_ACCEPTED,
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def verify_all(by: By, container: UseCases) -> RunOut:
    """Asks for a run of the job `verify_connectors`, which can be watched at `/api/scheduler/runs/{id}/events`."""
    run = settled(container.jobs.request_run.execute, JOB, by=by)
    return run_out(RunDetail(run, JOB, ()))
