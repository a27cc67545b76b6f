"""What artifacts need from storage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from socdomain.agents.ports import AgentsWork
from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactStatus
from socdomain.artifacts.custody import CustodyEvent
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.upkeep_ports import ArtifactUpkeep, HoldRepository, RetentionRepository
from socdomain.ids import AgentId, ArtifactId, CaseId, CustomerId
from socdomain.incidents.ports import IncidentsWork
from socdomain.pages import Page, PageRequest
from socdomain.principal import Reach


@frozen
class ArtifactFilter:
    """Which artifacts are wanted; what is None is not asked for.

    Attributes:
        customer: A customer's code, without regard to case.
        agent_id: Those about this agent.
        case_id: Those of this case.
        sha256: Those of this content, 32 bytes.
        status: Those with which it stands so.
        kind: Those that are for this.
    """

    customer: str | None = None
    agent_id: AgentId | None = None
    case_id: CaseId | None = None
    sha256: bytes | None = None
    status: ArtifactStatus | None = None
    kind: ArtifactKind | None = None


EVERY_ARTIFACT = ArtifactFilter()


class ArtifactRepository(Protocol):
    """The records of stored files."""

    def add(self, artifact: Artifact) -> None:
        """Adds a record.

        Raises:
            ConcurrentChangeError: One of that identifier or key is there already.
            OtherCustomerError: The agent or the case is another customer's, or not there.
        """
        ...

    def get(self, artifact_id: ArtifactId, *, reach: Reach, among: ArtifactFilter = EVERY_ARTIFACT) -> Artifact:
        """Returns a record.

        Args:
            artifact_id: Which.
            reach: Whose records are wanted.
            among: It has to be one of these.

        Raises:
            NotFoundError: There is none such within reach.
        """
        ...

    def for_change(self, artifact_id: ArtifactId, *, reach: Reach) -> Artifact:
        """Returns a record that nobody else changes until this unit of work ends.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...

    def save(self, artifact: Artifact) -> None:
        """Replaces all of a record but whose it is, its place and its name; its version is the next one.

        Raises:
            ConcurrentChangeError: It has changed, or is not there.
            OtherCustomerError: The case is another customer's, or not there.
        """
        ...

    def page(self, wanted: ArtifactFilter, page: PageRequest, *, reach: Reach) -> Page[Artifact]:
        """Returns a page of records within reach, by (collected_at, id), the latest first."""
        ...

    def used_bytes(self, customer_id: CustomerId) -> int:
        """Returns how much of a customer's takes room, in bytes.

        Once this unit of work has added or saved a file of the customer, nobody else does until it ends.
        """
        ...

    def add_upload(self, upload: PartUpload) -> None:
        """Adds that a file comes by parts.

        Raises:
            OtherCustomerError: Its artifact is another customer's, or not there.
        """
        ...

    def upload(self, artifact_id: ArtifactId, *, reach: Reach) -> PartUpload:
        """Returns how a file comes by parts.

        Raises:
            NotFoundError: It does not, or is not within reach.
        """
        ...

    def remove_upload(self, artifact_id: ArtifactId) -> None:
        """Removes that a file comes by parts; what is not there is no error."""
        ...

    def uploads_until(self, expired_at: datetime, *, limit: int, reach: Reach) -> Sequence[PartUpload]:
        """Returns uploads that lasted until then, those that expired first."""
        ...

    def add_custody(self, event: CustodyEvent) -> None:
        """Writes down an act.

        Raises:
            OtherCustomerError: Its artifact is another customer's, or not there.
        """
        ...

    def custody(self, artifact_id: ArtifactId, page: PageRequest, *, reach: Reach) -> Page[CustodyEvent]:
        """Returns a page of what was done with a file, by (at, id), the latest first.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...


class ArtifactsWork(IncidentsWork, AgentsWork, Protocol):
    """A unit of work over artifacts, and what they are about."""

    @property
    def artifacts(self) -> ArtifactRepository:
        """The records of stored files."""
        ...

    @property
    def holds(self) -> HoldRepository:
        """The legal holds."""
        ...

    @property
    def retention(self) -> RetentionRepository:
        """For how long files are kept."""
        ...

    @property
    def artifact_upkeep(self) -> ArtifactUpkeep:
        """Which files have to be looked at."""
        ...
