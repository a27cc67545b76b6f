"""Lists of stored files."""

from __future__ import annotations

import re
from typing import Annotated, Final
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, SkipValidation

from entrypoints.api.artifacts.shapes import ArtifactPage, artifact_out
from entrypoints.api.artifacts.shelves import OnShelf
from entrypoints.api.caller import needs
from entrypoints.api.paging import PageAsked, page_asked
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.container import Container
from socdomain.artifacts.artifact import ArtifactKind, ArtifactStatus
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import list_artifacts
from socdomain.customers.customer import LONGEST_FURTHER_CODE
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.ids import AgentId, CaseId
from socdomain.principal import Principal, Scope

_SHA256: Final = re.compile("[0-9a-fA-F]{64}", re.ASCII)

Customer = Annotated[
    str | None, QueryParameter(max_length=LONGEST_FURTHER_CODE, description="Of the customer with this code.")
]
Sha256 = Annotated[str | None, QueryParameter(max_length=64, description="With this SHA-256, in hex.")]
Status = Annotated[ArtifactStatus | None, QueryParameter(description="With which it stands so.")]


def digest_of(text: str | None) -> bytes | None:
    """Returns a SHA-256 that is asked for; None for none.

    Raises:
        InvalidInputError: It is not one.
    """
    if text is not None and not _SHA256.fullmatch(text):
        raise InvalidInputError("sha256", "must be 64 hexadecimal digits")
    return None if text is None else bytes.fromhex(text)


def asked_files(
    customer: Customer = None,
    agent_id: Annotated[UUID | None, QueryParameter(description="About this agent.")] = None,
    case_id: Annotated[UUID | None, QueryParameter(description="Of this case.")] = None,
    sha256: Sha256 = None,
    status: Status = None,
) -> ArtifactFilter:
    """Provides which files are wanted of all agents and cases."""
    return ArtifactFilter(
        customer,
        None if agent_id is None else AgentId(agent_id),
        None if case_id is None else CaseId(case_id),
        digest_of(sha256),
        status,
        ArtifactKind.EVIDENCE,
    )


def asked_of_shelf(shelf: OnShelf, sha256: Sha256 = None, status: Status = None) -> ArtifactFilter:
    """Provides which files are wanted of a shelf."""
    return ArtifactFilter(shelf.customer, shelf.agent_id, shelf.case_id, digest_of(sha256), status, shelf.kind)


Wanted = NamedDependency[SkipValidation[ArtifactFilter]]


@get(
    "/",
    summary="List files of agents and cases",
    **needs(Scope.ARTIFACTS_READ),
    dependencies={
        "page": Provide(page_asked, sync_to_thread=False),
        "wanted": Provide(asked_files, sync_to_thread=False),
    },
    responses=refusals(),
    sync_to_thread=True,
)
def list_all(wanted: Wanted, page: Paged, by: By, container: UseCases) -> ArtifactPage:
    """Lists the files about agents and cases that the caller may see, the latest first."""
    return _listed(container, wanted, page, by)


@get(
    "/",
    summary="List the files of this place",
    **needs(Scope.ARTIFACTS_READ),
    dependencies={
        "page": Provide(page_asked, sync_to_thread=False),
        "wanted": Provide(asked_of_shelf, sync_to_thread=False),
    },
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def list_here(wanted: Wanted, page: Paged, by: By, container: UseCases) -> ArtifactPage:
    """Lists the files that the path names, the latest first."""
    return _listed(container, wanted, page, by)


def _listed(container: Container, wanted: ArtifactFilter, page: PageAsked, by: Principal) -> ArtifactPage:
    found = list_artifacts(container.reading(by.reach), wanted, page.request, by=by)
    return ArtifactPage([artifact_out(one) for one in found.items], page.cursor_after(found))
