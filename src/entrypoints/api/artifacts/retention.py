"""``/api/customers/{code}/artifact-retention``: for how long files are kept."""

from __future__ import annotations

from typing import Annotated, Any

from attrs import frozen
from litestar import Response, Router, get, put
from litestar.di import Provide
from litestar.params import BodyKwarg, FromPath, JSONBody
from msgspec import Meta, Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, versioned
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.etags import Presented, etag_of, expected_versions, matching, presenting
from entrypoints.api.incidents.shapes import OptionalTime
from entrypoints.api.problem_docs import CHANGES_VERSION, refusals
from entrypoints.api.wired import By, Expected, UseCases
from socdomain.artifacts.hold_queries import get_retention
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.errors import NotFoundError
from socdomain.principal import Scope


class RetentionOut(Struct):
    """For how long evidence of a customer is kept."""

    keep_days: Annotated[int | None, Meta(description="For how many days after it was stored; null for ever.")]
    changed_at: Annotated[OptionalTime, Meta(description="When somebody said so; null where nobody has.")]
    changed_by: Annotated[str, Meta(description="Name of who did; empty for nobody.")]
    version: Annotated[int, Meta(description="Counts changes, from 1.")]


@frozen
class RetentionBody:
    """For how long from now on."""

    keep_days: Annotated[
        int | None, BodyKwarg(description="For how many days after it was stored, 1 to 36,500; null for ever.")
    ]


def retention_out(retention: ArtifactRetention) -> RetentionOut:
    """Returns for how long files are kept, as it is shown."""
    return RetentionOut(retention.keep_days, retention.changed_at, retention.changed_by, retention.version)


def _presented(retention: Any) -> Presented:
    return Presented(retention_out(retention), etag_of(retention.version))


@get(
    "/",
    summary="Show for how long files are kept",
    **needs(Scope.ARTIFACTS_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(code: FromPath[str], by: By, container: UseCases) -> Response[RetentionOut]:
    """Shows for how long evidence of a customer is kept; for ever where nobody has said anything."""
    found = get_retention(container.reading(by.reach), code, by=by)
    return versioned(retention_out(found), found.version)


@put(
    "/",
    summary="Say for how long files are kept",
    **needs(Scope.HOLDS_WRITE),
    dto=JsonBody[RetentionBody],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def change(
    code: FromPath[str], data: JSONBody[RetentionBody], versions: Expected, by: By, container: UseCases
) -> Response[RetentionOut]:
    """Says after how many days evidence of a customer is removed. The job `expire_artifacts` does so once a day.

    What is under a legal hold stays. Report templates and Sysmon configurations stay, too.
    """
    use_case = container.artifacts.set_retention

    def change_as(version: int) -> ArtifactRetention:
        return settled(use_case.execute, code, data.keep_days, expected_version=version, by=by)

    with presenting(_presented):
        found = matching(versions, change_as)
    return versioned(retention_out(found), found.version)


ROUTER = Router("/api/customers/{code:str}/artifact-retention", route_handlers=[show, change], tags=["artifacts"])
