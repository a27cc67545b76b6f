"""Legal holds, placed on a file and lifted again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.artifacts.shelves import FINDS, Found
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import local_target
from entrypoints.console.artifacts.acts import file_address
from entrypoints.console.artifacts.file_page import file_page
from entrypoints.console.faults import faults_of
from entrypoints.console.forms import sends
from entrypoints.console.guard import PATH
from entrypoints.console.once_forms import once_of
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from socdomain.artifacts.place_hold import NewHold
from socdomain.errors import InvalidInputError
from socdomain.ids import HoldId
from socdomain.principal import Scope


@frozen
class HoldForm:
    """Why something is held, and what makes a double click one hold."""

    reason: str = ""
    once: str = ""


@frozen
class LiftForm:
    """Why a hold is lifted, and the page to go back to."""

    reason: str = ""
    next: str = PATH


@post(
    "/artifacts/{artifact_id:uuid}/holds",
    **needs(Scope.ARTIFACTS_WRITE, Scope.HOLDS_WRITE),
    dependencies=FINDS | sends(HoldForm),
    sync_to_thread=True,
)
def hold_file(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[HoldForm]],
    found: Found,
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Holds a file."""
    wanted = NewHold(sent.reason, artifact_id=found.artifact.id)
    once = once_of(sent.once, sent, by)
    try:
        settled(container.artifacts.place_hold.execute, wanted, by=by, once=once)
    except InvalidInputError as error:
        page = file_page(container, found, by, faults=faults_of(error).typed_into("hold", {"reason": sent.reason}))
        return pages.answer(request, "artifacts/file.html", page, status=page.faults.status)
    return see(file_address(found.artifact.id, "held"))


@post("/holds/{hold_id:uuid}/lift", **needs(Scope.HOLDS_WRITE), dependencies=sends(LiftForm), sync_to_thread=True)
def lift(
    hold_id: FromPath[UUID], sent: NamedDependency[SkipValidation[LiftForm]], by: By, container: UseCases
) -> Response[Any]:
    """Lifts a hold; what was held, and by whom, stays known."""
    settled(container.artifacts.lift_hold.execute, HoldId(hold_id), sent.reason, by=by)
    return see(f"{local_target(sent.next).partition('?')[0]}?done=lifted")
