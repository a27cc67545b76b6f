"""``/api/legal_holds``: what is not removed, whatever else says so."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from attrs import frozen
from litestar import Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import BodyKwarg, FromPath, JSONBody, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import LOCATION_HEADER, Time, created
from entrypoints.api.artifacts.lists import Customer
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.incidents.shapes import OptionalTime
from entrypoints.api.once import once_key
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import CREATES_ONCE, TAKES_BODY, refusals
from entrypoints.api.wired import By, Once, Paged, UseCases
from socdomain.artifacts.hold_queries import HoldListing, get_hold, list_holds
from socdomain.artifacts.place_hold import NewHold
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import ArtifactId, CaseId, HoldId
from socdomain.principal import Scope

Reason = Annotated[str, BodyKwarg(description="Why; 1 to 1,000 characters.")]


class HoldOut(Struct):
    """A legal hold: on one file, on all of a case, or on all of a customer."""

    id: UUID
    customer: Annotated[str, Meta(description="Code of whose files are held.")]
    case_id: Annotated[UUID | None, Meta(description="Of which case alone; null for others, too.")]
    artifact_id: Annotated[UUID | None, Meta(description="Which file alone; null for others, too.")]
    reason: Annotated[str, Meta(description="Why.")]
    placed_at: Time
    placed_by: Annotated[str, Meta(description="Name of who placed it.")]
    lifted_at: Annotated[OptionalTime, Meta(description="When it was lifted; null while it holds.")]
    lifted_by: Annotated[str, Meta(description="Name of who lifted it; empty while it holds.")]
    lift_reason: Annotated[str, Meta(description="Why it was lifted; empty while it holds.")]


class HoldPage(Struct):
    """A page of legal holds, the latest first."""

    items: list[HoldOut]
    next_cursor: NextCursor


@frozen
class HoldBody:
    """A new hold, on one of a customer, a case and a file."""

    reason: Reason
    customer: Annotated[str | None, BodyKwarg(description="Code of the customer all of whose files are held.")] = None
    case_id: Annotated[UUID | None, BodyKwarg(description="The case whose files are held.")] = None
    artifact_id: Annotated[UUID | None, BodyKwarg(description="The file that is held.")] = None


@frozen
class LiftBody:
    """Why a hold is lifted."""

    reason: Reason


def hold_out(listing: HoldListing) -> HoldOut:
    """Returns a hold as it is shown."""
    hold = listing.hold
    return HoldOut(
        id=hold.id,
        customer=listing.customer_code,
        case_id=hold.case_id,
        artifact_id=hold.artifact_id,
        reason=hold.reason,
        placed_at=hold.placed_at,
        placed_by=hold.placed_by,
        lifted_at=hold.lifted_at,
        lifted_by=hold.lifted_by,
        lift_reason=hold.lift_reason,
    )


def asked_holds(
    customer: Customer = None,
    case_id: Annotated[UUID | None, QueryParameter(description="On this case.")] = None,
    artifact_id: Annotated[UUID | None, QueryParameter(description="On this file by itself.")] = None,
    in_force: Annotated[bool | None, QueryParameter(description="Whether they hold still.")] = None,
) -> HoldFilter:
    """Provides which holds are wanted."""
    return HoldFilter(
        customer,
        None if case_id is None else CaseId(case_id),
        None if artifact_id is None else ArtifactId(artifact_id),
        in_force,
    )


@get(
    "/",
    summary="List legal holds",
    **needs(Scope.ARTIFACTS_READ),
    dependencies={
        "page": Provide(page_asked, sync_to_thread=False),
        "wanted": Provide(asked_holds, sync_to_thread=False),
    },
    responses=refusals(),
    sync_to_thread=True,
)
def list_some(
    wanted: NamedDependency[SkipValidation[HoldFilter]], page: Paged, by: By, container: UseCases
) -> HoldPage:
    """Lists the legal holds that the caller may see, the latest first; lifted ones too."""
    found = list_holds(container.reading(by.reach), wanted, page.request, by=by)
    return HoldPage(list(map(hold_out, found.items)), page.cursor_after(found))


@post(
    "/",
    summary="Place a legal hold",
    **needs(Scope.ARTIFACTS_WRITE, Scope.HOLDS_WRITE),
    dto=JsonBody[HoldBody],
    dependencies={"once": Provide(once_key)},
    response_headers=[LOCATION_HEADER],
    responses=refusals(NotFoundError, *CREATES_ONCE),
    sync_to_thread=True,
)
def place(data: JSONBody[HoldBody], once: Once, by: By, container: UseCases) -> Response[HoldOut]:
    """Places a hold on the files of a customer or a case, those that come later too, or on one file.

    Nobody removes what is held, and neither does retention, until somebody with `holds:write` lifts the hold.
    """
    wanted = NewHold(
        data.reason,
        data.customer,
        None if data.case_id is None else CaseId(data.case_id),
        None if data.artifact_id is None else ArtifactId(data.artifact_id),
    )
    hold = settled(container.artifacts.place_hold.execute, wanted, by=by, once=once)
    return created(hold_out(get_hold(container.reading(by.reach), hold.id, by=by)), f"/api/legal_holds/{hold.id}")


@get(
    "/{hold_id:uuid}",
    summary="Show a legal hold",
    **needs(Scope.ARTIFACTS_READ),
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(hold_id: FromPath[UUID], by: By, container: UseCases) -> HoldOut:
    """Shows a legal hold."""
    return hold_out(get_hold(container.reading(by.reach), HoldId(hold_id), by=by))


@post(
    "/{hold_id:uuid}/lift",
    summary="Lift a legal hold",
    **needs(Scope.HOLDS_WRITE),
    dto=JsonBody[LiftBody],
    status_code=HTTP_200_OK,
    responses=refusals(NotFoundError, ConcurrentChangeError, *TAKES_BODY),
    sync_to_thread=True,
)
def lift(hold_id: FromPath[UUID], data: JSONBody[LiftBody], by: By, container: UseCases) -> HoldOut:
    """Lifts a hold; one that was lifted already stays as it is. What was held, and by whom, stays known."""
    settled(container.artifacts.lift_hold.execute, HoldId(hold_id), data.reason, by=by)
    return hold_out(get_hold(container.reading(by.reach), HoldId(hold_id), by=by))


ROUTER = Router("/api/legal_holds", route_handlers=[list_some, place, show, lift], tags=["artifacts"])
