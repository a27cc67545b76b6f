"""One stored file: what is known of it, what was done with it, and its end."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK

from entrypoints.api.again import settled
from entrypoints.api.api_errors import TooBusyError
from entrypoints.api.artifacts.shapes import ArtifactOut, CustodyPage, artifact_out, custody_out
from entrypoints.api.artifacts.shelves import FINDS, Found
from entrypoints.api.caller import needs
from entrypoints.api.paging import page_asked
from entrypoints.api.places import Places
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import By, Paged, UseCases
from socdomain.artifacts.legal_hold import LONGEST_REASON, LegalHoldError
from socdomain.artifacts.link_artifact import OfAnotherCaseError
from socdomain.artifacts.queries import get_artifact, list_custody
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.ids import ArtifactId, CaseId
from socdomain.principal import Scope


@get(
    "/{artifact_id:uuid}",
    summary="Show a file",
    **needs(Scope.ARTIFACTS_READ),
    dependencies=FINDS,
    responses=refusals(NotFoundError),
    sync_to_thread=False,
)
def show(found: Found) -> ArtifactOut:
    """Shows what is known of a file, and which others have the same content."""
    return artifact_out(found)


@get(
    "/{artifact_id:uuid}/custody",
    summary="List what was done with a file",
    **needs(Scope.ARTIFACTS_READ),
    dependencies=FINDS | {"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def custody(found: Found, page: Paged, by: By, container: UseCases) -> CustodyPage:
    """Lists who has done what with a file, the latest first. Each act is in the audit log too."""
    listed = list_custody(container.reading(by.reach), found.artifact.id, page.request, by=by)
    return CustodyPage([custody_out(event) for event in listed.items], page.cursor_after(listed))


@post(
    "/{artifact_id:uuid}/verify",
    summary="Verify a file",
    **needs(Scope.ARTIFACTS_READ),
    status_code=HTTP_200_OK,
    dependencies=FINDS,
    responses=refusals(NotFoundError, NoObjectError, ConcurrentChangeError, TooBusyError),
)
async def verify(
    found: Found, by: By, container: UseCases, checks: NamedDependency[SkipValidation[Places]]
) -> ArtifactOut:
    """Reads a file's bytes again, and says whether they are as they were: `stored`, `corrupt` or `missing`."""

    def look() -> ArtifactOut:
        settled(container.artifacts.verify.execute, found.artifact.id, by=by)
        return artifact_out(get_artifact(container.reading(by.reach), found.artifact.id, by=by))

    return await checks.run(by.reach, look)


@delete(
    "/{artifact_id:uuid}",
    summary="Delete a file",
    **needs(Scope.ARTIFACTS_WRITE),
    status_code=HTTP_200_OK,
    dependencies=FINDS,
    responses=refusals(NotFoundError, NoObjectError, LegalHoldError, ConcurrentChangeError),
    sync_to_thread=True,
)
def remove(
    found: Found,
    reason: Annotated[str, QueryParameter(min_length=1, max_length=LONGEST_REASON, description="Why.")],
    by: By,
    container: UseCases,
) -> ArtifactOut:
    """Removes a file's bytes. Its record and its custody stay; others with the same content stay as they are."""
    artifact_id = found.artifact.id
    settled(container.artifacts.delete.execute, artifact_id, reason, by=by)
    return artifact_out(get_artifact(container.reading(by.reach), artifact_id, by=by))


@post(
    "/{artifact_id:uuid}/link",
    summary="Make a file part of a case",
    **needs(Scope.ARTIFACTS_WRITE),
    status_code=HTTP_200_OK,
    responses=refusals(NotFoundError, OtherCustomerError, OfAnotherCaseError, ConcurrentChangeError),
    sync_to_thread=True,
)
def link(case_id: FromPath[UUID], artifact_id: FromPath[UUID], by: By, container: UseCases) -> ArtifactOut:
    """Makes a file about an agent part of a case of the same customer."""
    settled(container.artifacts.link.execute, ArtifactId(artifact_id), CaseId(case_id), by=by)
    return artifact_out(get_artifact(container.reading(by.reach), ArtifactId(artifact_id), by=by))
