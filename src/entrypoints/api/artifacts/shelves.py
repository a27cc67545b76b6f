"""Shelves: what the path of a route says about the files behind it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from attrs import frozen
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, PathParameter, SkipValidation

from entrypoints.api.wired import By, UseCases
from socdomain.artifacts.artifact import ArtifactKind
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import ArtifactListing, get_artifact
from socdomain.customers.customer import LONGEST_FURTHER_CODE
from socdomain.ids import AgentId, ArtifactId, CaseId


@frozen
class Shelf:
    """What the path of a route says about the files behind it.

    Attributes:
        kind: What they are for.
        customer: Code of whose they are.
        agent_id: The agent that they are about.
        case_id: The case that they belong to.
    """

    kind: ArtifactKind = ArtifactKind.EVIDENCE
    customer: str | None = None
    agent_id: AgentId | None = None
    case_id: CaseId | None = None

    @property
    def filter(self) -> ArtifactFilter:
        """Which files are on it."""
        return ArtifactFilter(self.customer, self.agent_id, self.case_id, kind=self.kind)


OnShelf = NamedDependency[SkipValidation[Shelf]]
"""As ``shelf``: what the path says."""
Found = NamedDependency[SkipValidation[ArtifactListing]]
"""As ``found``: the file that the path names."""


def of_agent(agent_id: FromPath[UUID]) -> Shelf:
    """Provides the shelf of an agent."""
    return Shelf(agent_id=AgentId(agent_id))


def of_case(case_id: FromPath[UUID]) -> Shelf:
    """Provides the shelf of a case."""
    return Shelf(case_id=CaseId(case_id))


def of_templates() -> Shelf:
    """Provides the shelf of report templates."""
    return Shelf(ArtifactKind.REPORT_TEMPLATE)


def of_sysmon(
    customer: Annotated[str, PathParameter(max_length=LONGEST_FURTHER_CODE, description="Code of a customer.")],
) -> Shelf:
    """Provides the shelf of a customer's Sysmon configurations."""
    return Shelf(ArtifactKind.SYSMON_CONFIG, customer)


def found_on(shelf: OnShelf, artifact_id: FromPath[UUID], by: By, container: UseCases) -> ArtifactListing:
    """Provides the file that the path names.

    Raises:
        NotFoundError: There is none such within reach.
    """
    return get_artifact(container.reading(by.reach), ArtifactId(artifact_id), shelf.filter, by=by)


FINDS: dict[str, Any] = {"found": Provide(found_on, sync_to_thread=True)}
"""Dependencies of the routes of one file."""


def shelved(provides: Any) -> dict[str, Any]:
    """Returns the dependencies of the routes of a shelf."""
    return {"shelf": Provide(provides, sync_to_thread=False)}
