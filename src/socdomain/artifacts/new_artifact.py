"""A file that somebody wants to store, and where it goes."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactStatus, upload_key
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.file_name import checked_name
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.errors import InvalidInputError, OtherCustomerError
from socdomain.ids import AgentId, ArtifactId, CaseId, CustomerId
from socdomain.principal import Principal, Reach


@frozen
class NewArtifact:
    """A file that somebody wants to store.

    Attributes:
        file_name: Its name, exactly as it was given.
        kind: What it is for.
        customer: Code of whose it is; for what is about no agent and no case.
        agent_id: The agent that it is about; evidence is about this or a case, or both of one customer.
        case_id: The case that it belongs to.
        content_type: What it is said to be.
        notes: What people say of it.
    """

    file_name: str
    kind: ArtifactKind = ArtifactKind.EVIDENCE
    customer: str | None = None
    agent_id: AgentId | None = None
    case_id: CaseId | None = None
    content_type: str = "application/octet-stream"
    notes: str = ""

    def __attrs_post_init__(self) -> None:
        checked_name(self.file_name)
        if self.kind is not ArtifactKind.EVIDENCE:
            if self.customer is None or self.agent_id is not None or self.case_id is not None:
                raise InvalidInputError("customer", "must be given, and neither agent_id nor case_id")
        elif self.agent_id is None and self.case_id is None:
            raise InvalidInputError("agent_id", "must be given, or case_id")

    def customer_id(self, work: ArtifactsWork, reach: Reach) -> CustomerId:
        """Returns whose the file will be.

        Args:
            work: An open unit of work.
            reach: What the sender sees.

        Raises:
            NotFoundError: The customer, the agent or the case is not within reach.
            OtherCustomerError: The agent and the case are of two customers, or the agent is nobody's.
        """
        owners = set[CustomerId | None]()
        if self.customer is not None:
            owners.add(work.customers.by_code(self.customer, reach=reach).id)
        if self.agent_id is not None:
            owners.add(work.agents.detail(self.agent_id, reach=reach).agent.customer_id)
        if self.case_id is not None:
            owners.add(work.cases.get(self.case_id, reach=reach).customer_id)
        if len(owners) > 1 or None in owners:
            raise OtherCustomerError("a file is about an agent and a case of one customer")
        (owner,) = (one for one in owners if one is not None)
        return owner

    def place(self, customer_id: CustomerId, artifact_id: ArtifactId, buckets: Buckets) -> tuple[str, str]:
        """Returns the bucket and the key that the file gets."""
        bucket = {
            ArtifactKind.EVIDENCE: buckets.of_agents if self.case_id is None else buckets.of_cases,
            ArtifactKind.REPORT_TEMPLATE: buckets.of_templates,
            ArtifactKind.SYSMON_CONFIG: buckets.of_sysmon,
        }[self.kind]
        return bucket, upload_key(self.case_id or self.agent_id or customer_id, artifact_id, self.file_name)

    def pending(
        self,
        customer_id: CustomerId,
        artifact_id: ArtifactId,
        place: tuple[str, str],
        size_bytes: int,
        *,
        now: datetime,
        by: Principal,
    ) -> Artifact:
        """Returns the record that the file has before it is there."""
        bucket, key = place
        return Artifact(
            id=artifact_id,
            customer_id=customer_id,
            bucket=bucket,
            key=key,
            file_name=self.file_name,
            content_type=self.content_type,
            size_bytes=size_bytes,
            sha256=None,
            collected_at=now,
            collected_by=by.name,
            kind=self.kind,
            agent_id=self.agent_id,
            case_id=self.case_id,
            notes=self.notes,
            status=ArtifactStatus.PENDING,
        )
