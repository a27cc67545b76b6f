"""What can be done with a file: reading its bytes again, and deleting it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.artifacts.parts import GIVEN_UP
from entrypoints.api.artifacts.shelves import FINDS, Found
from entrypoints.api.caller import needs
from entrypoints.api.places import Places
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.artifacts.file_page import file_page
from entrypoints.console.faults import faults_of
from entrypoints.console.forms import sends
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from socdomain.artifacts.legal_hold import LegalHoldError
from socdomain.artifacts.queries import get_artifact
from socdomain.errors import InvalidInputError
from socdomain.principal import Scope


@frozen
class ReasonForm:
    """Why something is done."""

    reason: str = ""


def file_address(artifact_id: UUID, done: str) -> str:
    """Returns the page of a file, which says what was done."""
    return address(f"/artifacts/{artifact_id}", [("done", done)])


@post("/artifacts/{artifact_id:uuid}/verify", **needs(Scope.ARTIFACTS_READ), dependencies=FINDS)
async def verify(
    found: Found, by: By, container: UseCases, checks: NamedDependency[SkipValidation[Places]]
) -> Response[Any]:
    """Reads a file's bytes again; its page says then whether they are as they were."""
    use_case, artifact_id = container.artifacts.verify, found.artifact.id
    verified = await checks.run(by.reach, lambda: settled(use_case.execute, artifact_id, by=by))
    return see(file_address(artifact_id, f"verified-{verified.status.value}"))


@post("/artifacts/{artifact_id:uuid}/give-up", **needs(Scope.ARTIFACTS_WRITE), dependencies=FINDS, sync_to_thread=True)
def give_up(found: Found, by: By, container: UseCases) -> Response[Any]:
    """Gives up a file that broke off on its way, also where the browser that sent it knows nothing of it any more."""
    settled(container.artifacts.end_upload.execute, found.artifact.id, GIVEN_UP, by=by)
    return see(file_address(found.artifact.id, "given-up"))


@post(
    "/artifacts/{artifact_id:uuid}/delete",
    **needs(Scope.ARTIFACTS_WRITE),
    dependencies=FINDS | sends(ReasonForm),
    sync_to_thread=True,
)
def remove(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[ReasonForm]],
    found: Found,
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Removes a file's bytes; its record and its custody stay."""
    artifact_id = found.artifact.id
    try:
        settled(container.artifacts.delete.execute, artifact_id, sent.reason, by=by)
    except (InvalidInputError, LegalHoldError) as error:
        faults = faults_of(error).typed_into("delete", {"reason": sent.reason})
        present = get_artifact(container.reading(by.reach), artifact_id, by=by)
        page = file_page(container, present, by, faults=faults)
        return pages.answer(request, "artifacts/file.html", page, status=faults.status)
    return see(file_address(artifact_id, "deleted"))
