"""Records of stored files in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.custody import CustodyEvent
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.ports import EVERY_ARTIFACT, ArtifactFilter
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.ids import ArtifactId, CustomerId
from socdomain.memory.customers import customer_of_code
from socdomain.memory.pages import page_of
from socdomain.memory.state import State, check_link
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


@frozen
class MemoryArtifactRepository:
    """The records of stored files, as ``ArtifactRepository``."""

    _state: State

    def add(self, artifact: Artifact) -> None:
        """Adds a record."""
        self._check_links(artifact)
        place = (artifact.bucket, artifact.key)
        if artifact.id in self._state.artifacts or any(
            (one.bucket, one.key) == place for one in self._state.artifacts.values()
        ):
            raise ConcurrentChangeError("the artifact exists")
        self._state.artifacts[artifact.id] = artifact

    def get(self, artifact_id: ArtifactId, *, reach: Reach, among: ArtifactFilter = EVERY_ARTIFACT) -> Artifact:
        """Returns a record."""
        found = self._state.artifacts.get(artifact_id)
        if found is None or not reach.sees(found.customer_id) or not self._fits(found, among):
            raise NotFoundError("artifact", artifact_id)
        return found

    def for_change(self, artifact_id: ArtifactId, *, reach: Reach) -> Artifact:
        """Returns a record; only one unit of work writes at a time."""
        return self.get(artifact_id, reach=reach)

    def save(self, artifact: Artifact) -> None:
        """Replaces what may change of a record."""
        stored = self._state.artifacts.get(artifact.id)
        if stored is None or stored.version + 1 != artifact.version:
            raise ConcurrentChangeError("the artifact has changed")
        self._check_links(artifact)
        self._state.artifacts[artifact.id] = evolve(
            artifact,
            customer_id=stored.customer_id,
            bucket=stored.bucket,
            key=stored.key,
            file_name=stored.file_name,
        )

    def page(self, wanted: ArtifactFilter, page: PageRequest, *, reach: Reach) -> Page[Artifact]:
        """Returns a page of records within reach, the latest first."""
        found = [
            one for one in self._state.artifacts.values() if reach.sees(one.customer_id) and self._fits(one, wanted)
        ]
        return page_of(found, page, lambda one: Position(one.collected_at, one.id))

    def used_bytes(self, customer_id: CustomerId) -> int:
        """Returns how much of a customer's takes room, in bytes."""
        of_customer = (one for one in self._state.artifacts.values() if one.customer_id == customer_id)
        return sum(one.size_bytes for one in of_customer if one.status.takes_room)

    def add_upload(self, upload: PartUpload) -> None:
        """Adds that a file comes by parts."""
        check_link(self._state.artifacts, upload.artifact_id, upload.customer_id)
        self._state.part_uploads[upload.artifact_id] = upload

    def upload(self, artifact_id: ArtifactId, *, reach: Reach) -> PartUpload:
        """Returns how a file comes by parts."""
        found = self._state.part_uploads.get(artifact_id)
        if found is None or not reach.sees(found.customer_id):
            raise NotFoundError("upload", artifact_id)
        return found

    def remove_upload(self, artifact_id: ArtifactId) -> None:
        """Removes that a file comes by parts."""
        self._state.part_uploads.pop(artifact_id, None)

    def uploads_until(self, expired_at: datetime, *, limit: int, reach: Reach) -> Sequence[PartUpload]:
        """Returns uploads that lasted until then, those that expired first."""
        late = [
            one
            for one in self._state.part_uploads.values()
            if one.expires_at <= expired_at and reach.sees(one.customer_id)
        ]
        return sorted(late, key=lambda one: (one.expires_at, one.artifact_id))[:limit]

    def add_custody(self, event: CustodyEvent) -> None:
        """Writes down an act."""
        check_link(self._state.artifacts, event.artifact_id, event.customer_id)
        self._state.custody[event.id] = event

    def custody(self, artifact_id: ArtifactId, page: PageRequest, *, reach: Reach) -> Page[CustodyEvent]:
        """Returns a page of what was done with a file, the latest first."""
        self.get(artifact_id, reach=reach)
        found = [one for one in self._state.custody.values() if one.artifact_id == artifact_id]
        return page_of(found, page, lambda one: Position(one.at, one.id))

    def _fits(self, artifact: Artifact, wanted: ArtifactFilter) -> bool:
        if wanted.customer is not None:
            customer = customer_of_code(self._state, wanted.customer)
            if customer is None or customer.id != artifact.customer_id:
                return False
        asked = (
            (wanted.agent_id, artifact.agent_id),
            (wanted.case_id, artifact.case_id),
            (wanted.sha256, artifact.sha256),
            (wanted.status, artifact.status),
            (wanted.kind, artifact.kind),
        )
        return all(value is None or value == present for value, present in asked)

    def _check_links(self, artifact: Artifact) -> None:
        check_link(self._state.cases, artifact.case_id, artifact.customer_id)
        if artifact.agent_id is not None:
            agent = self._state.agents.get(artifact.agent_id)
            if agent is None or agent.customer_id != artifact.customer_id:
                raise OtherCustomerError("a link leads to another customer's agent")
