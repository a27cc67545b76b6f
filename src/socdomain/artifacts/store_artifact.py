"""Store a file, then write down that it is stored."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator

from attrs import frozen

from socdomain.artifacts.artifact import Artifact, upload_key
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.file_name import checked_name, shown_name
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.clock import Clock
from socdomain.errors import InvalidInputError, OtherCustomerError, StorageUnavailableError, WatchfloorError
from socdomain.ids import AgentId, ArtifactId, CaseId, CustomerId, Ids
from socdomain.object_store import ObjectStore, StoredObject
from socdomain.principal import Principal, Reach, Scope


class FileTooLargeError(WatchfloorError):
    """A file that is longer than one may be, or than what is left for its customer.

    Args:
        limit_bytes: What may be stored.
    """

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"a file may have at most {limit_bytes} bytes here")
        self.limit_bytes = limit_bytes


@frozen
class NewArtifact:
    """A file that somebody wants to store.

    Attributes:
        file_name: Its name, exactly as it was given.
        agent_id: The agent that it is about; this or a case, or both of one customer.
        case_id: The case that it belongs to.
        content_type: What it is said to be.
        notes: What people say of it.
    """

    file_name: str
    agent_id: AgentId | None = None
    case_id: CaseId | None = None
    content_type: str = "application/octet-stream"
    notes: str = ""


@frozen
class StoreArtifact:
    """Stores a file. The object comes first: at worst there is one without a record, and never the other way round.

    Attributes:
        work: Makes units of work; none is open while the file comes in.
        objects: Keeps files.
        clock: Tells the time.
        ids: Makes identifiers.
        buckets: Which files are kept where.
        most_bytes: How long a file may be.
        most_bytes_of_customer: How much a customer may have stored.
    """

    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore
    clock: Clock
    ids: Ids
    buckets: Buckets
    most_bytes: int = 20 * 1024**3
    most_bytes_of_customer: int = 1024**4

    def execute(self, wanted: NewArtifact, data: Iterable[bytes], *, by: Principal) -> Artifact:
        """Stores a file, and returns its record.

        Args:
            wanted: What it is.
            data: Its bytes, in chunks of any length; what it raises is passed on, and nothing is stored.
            by: Who sends it; needs ``artifacts:write``.

        Raises:
            NotFoundError: The agent or the case is not within reach.
            OtherCustomerError: They are of two customers, or the agent is nobody's.
            InvalidInputError: It has no name that may be, or is about nothing.
            FileTooLargeError: It is longer than may be stored.
            StorageUnavailableError: The store fails; nothing is written down.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        checked_name(wanted.file_name)
        customer_id, left_bytes = self._place_of(wanted, by.reach)
        artifact_id = ArtifactId(self.ids.new())
        about: AgentId | CaseId | None = wanted.case_id or wanted.agent_id
        if about is None:
            raise InvalidInputError("agent_id", "must be given, or case_id")
        bucket = self.buckets.of_cases if wanted.case_id is not None else self.buckets.of_agents
        key = upload_key(about, artifact_id, wanted.file_name)
        stored = self.objects.put(bucket, key, _at_most(data, min(self.most_bytes, left_bytes)))
        try:
            return self._record(wanted, artifact_id, customer_id, bucket, stored, by)
        except BaseException:
            # What is not written down is nobody's; where this fails too, the job that looks for such finds it.
            with contextlib.suppress(StorageUnavailableError):
                self.objects.delete(bucket, key)
            raise

    def _place_of(self, wanted: NewArtifact, reach: Reach) -> tuple[CustomerId, int]:
        """Returns whose the file will be, and how many bytes may still be stored for them."""
        with self.work(reach) as work:
            owners = set[CustomerId | None]()
            if wanted.agent_id is not None:
                owners.add(work.agents.for_change(wanted.agent_id, reach=reach).customer_id)
            if wanted.case_id is not None:
                owners.add(work.cases.for_change(wanted.case_id, reach=reach).customer_id)
            if not owners:
                raise InvalidInputError("agent_id", "must be given, or case_id")
            if len(owners) > 1 or None in owners:
                raise OtherCustomerError("a file is about an agent and a case of one customer")
            (owner,) = (one for one in owners if one is not None)
            return owner, max(0, self.most_bytes_of_customer - work.artifacts.stored_bytes(owner))

    def _record(
        self,
        wanted: NewArtifact,
        artifact_id: ArtifactId,
        customer_id: CustomerId,
        bucket: str,
        stored: StoredObject,
        by: Principal,
    ) -> Artifact:
        now = self.clock.now()
        artifact = Artifact(
            id=artifact_id,
            customer_id=customer_id,
            bucket=bucket,
            key=stored.key,
            file_name=wanted.file_name,
            content_type=wanted.content_type,
            size_bytes=stored.size_bytes,
            sha256=stored.sha256,
            collected_at=now,
            collected_by=by.name,
            agent_id=wanted.agent_id,
            case_id=wanted.case_id,
            notes=wanted.notes,
        )
        detail = {
            "file_name": shown_name(wanted.file_name),
            "size_bytes": stored.size_bytes,
            "sha256": stored.sha256.hex(),
            "agent_id": None if wanted.agent_id is None else str(wanted.agent_id),
            "case_id": None if wanted.case_id is None else str(wanted.case_id),
        }
        with self.work(by.reach) as work:
            work.artifacts.add(artifact)
            CustodyLog(work, self.clock, self.ids, by).note(artifact, CustodyAct.STORED, detail)
            work.commit()
        return artifact


def _at_most(data: Iterable[bytes], most_bytes: int) -> Iterator[bytes]:
    seen = 0
    for chunk in data:
        seen += len(chunk)
        if seen > most_bytes:
            raise FileTooLargeError(most_bytes)
        yield chunk
