"""Records of stored files, and what was done with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from attrs import asdict
from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from adapters.database.agent_tables import agents
from adapters.database.artifact_tables import artifact_custody, artifact_uploads, artifact_usage, artifacts
from adapters.database.conflicts import insert_into
from adapters.database.narrowing import latest_first, page_of, within
from adapters.database.platform_tables import customer_codes
from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactSource, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct, CustodyEvent
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.ports import EVERY_ARTIFACT, ArtifactFilter
from socdomain.customers.customer import folded
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.ids import ArtifactId, CustomerId
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach

# Made once: of so many columns that takes longer than to add the row.
_ADD: Final = insert(artifacts)
_ADD_CUSTODY: Final = insert(artifact_custody)
_STAYS: Final = ("id", "customer_id", "bucket", "key", "file_name")


class SqlArtifactRepository:
    """The records of stored files, as ``ArtifactRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, artifact: Artifact) -> None:
        """Adds a record."""
        if artifact.agent_id is not None:
            owner = select(agents.c.customer_id).where(agents.c.id == artifact.agent_id)
            if self._connection.execute(owner).scalar_one_or_none() != artifact.customer_id:
                raise OtherCustomerError("a link leads to another customer's agent")
        self._connection.execute(_ADD, _row(artifact))
        self._use(artifact.customer_id, _room(artifact.status, artifact.size_bytes))

    def get(self, artifact_id: ArtifactId, *, reach: Reach, among: ArtifactFilter = EVERY_ARTIFACT) -> Artifact:
        """Returns a record."""
        return self._found(artifact_id, reach, among, is_for_change=False)

    def for_change(self, artifact_id: ArtifactId, *, reach: Reach) -> Artifact:
        """Returns a record, locked until the work ends."""
        return self._found(artifact_id, reach, EVERY_ARTIFACT, is_for_change=True)

    def save(self, artifact: Artifact) -> None:
        """Replaces what may change of a record."""
        is_stored = (artifacts.c.id == artifact.id) & (artifacts.c.version == artifact.version - 1)
        before = self._connection.execute(
            select(artifacts.c.customer_id, artifacts.c.status, artifacts.c.size_bytes)
            .where(is_stored)
            .with_for_update()
        ).one_or_none()
        if before is None:
            raise ConcurrentChangeError("the artifact has changed")
        changed = {name: value for name, value in _row(artifact).items() if name not in _STAYS}
        self._connection.execute(update(artifacts).where(is_stored).values(changed))
        room = _room(ArtifactStatus(before.status), before.size_bytes)
        self._use(before.customer_id, _room(artifact.status, artifact.size_bytes) - room)

    def page(self, wanted: ArtifactFilter, page: PageRequest, *, reach: Reach) -> Page[Artifact]:
        """Returns a page of records within reach, the latest first."""
        table = artifacts.c
        found = select(artifacts).where(within(table.customer_id, reach), *_conditions(wanted))
        rows = self._connection.execute(latest_first(found, table.collected_at, table.id, page)).all()
        return page_of(rows, page, artifact_of, lambda row: Position(row.collected_at, row.id))

    def used_bytes(self, customer_id: CustomerId) -> int:
        """Returns how much of a customer's takes room, in bytes."""
        used = select(artifact_usage.c.used_bytes).where(artifact_usage.c.customer_id == customer_id)
        return self._connection.execute(used).scalar_one_or_none() or 0

    def add_upload(self, upload: PartUpload) -> None:
        """Adds that a file comes by parts."""
        self._connection.execute(insert(artifact_uploads).values(asdict(upload)))

    def upload(self, artifact_id: ArtifactId, *, reach: Reach) -> PartUpload:
        """Returns how a file comes by parts."""
        table = artifact_uploads.c
        wanted = select(artifact_uploads).where(table.artifact_id == artifact_id, within(table.customer_id, reach))
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFoundError("upload", artifact_id)
        return PartUpload(**row._mapping)

    def remove_upload(self, artifact_id: ArtifactId) -> None:
        """Removes that a file comes by parts."""
        self._connection.execute(delete(artifact_uploads).where(artifact_uploads.c.artifact_id == artifact_id))

    def uploads_until(self, expired_at: datetime, *, limit: int, reach: Reach) -> tuple[PartUpload, ...]:
        """Returns uploads that lasted until then, those that expired first."""
        table = artifact_uploads.c
        late = select(artifact_uploads).where(table.expires_at <= expired_at, within(table.customer_id, reach))
        rows = self._connection.execute(late.order_by(table.expires_at, table.artifact_id).limit(limit))
        return tuple(PartUpload(**row._mapping) for row in rows)

    def add_custody(self, event: CustodyEvent) -> None:
        """Writes down an act."""
        row = {
            "id": event.id,
            "artifact_id": event.artifact_id,
            "customer_id": event.customer_id,
            "at": event.at,
            "by": event.by,
            "act": event.act.value,
            "detail": dict(event.detail),
        }
        self._connection.execute(_ADD_CUSTODY, row)

    def custody(self, artifact_id: ArtifactId, page: PageRequest, *, reach: Reach) -> Page[CustodyEvent]:
        """Returns a page of what was done with a file, the latest first."""
        self.get(artifact_id, reach=reach)
        table = artifact_custody.c
        of_file = select(artifact_custody).where(table.artifact_id == artifact_id)
        rows = self._connection.execute(latest_first(of_file, table.at, table.id, page)).all()
        return page_of(rows, page, _event, lambda row: Position(row.at, row.id))

    def _use(self, customer_id: CustomerId, more_bytes: int) -> None:
        # Also where nothing is added: who has done this counts alone until the transaction ends.
        row = {"customer_id": customer_id, "used_bytes": more_bytes}
        used = artifact_usage.c.used_bytes + more_bytes
        statement = insert_into(self._connection, artifact_usage).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=[artifact_usage.c.customer_id], set_={"used_bytes": used})
        )

    def _found(self, artifact_id: ArtifactId, reach: Reach, among: ArtifactFilter, *, is_for_change: bool) -> Artifact:
        is_visible = within(artifacts.c.customer_id, reach)
        wanted = select(artifacts).where(artifacts.c.id == artifact_id, is_visible, *_conditions(among))
        row = self._connection.execute(wanted.with_for_update() if is_for_change else wanted).one_or_none()
        if row is None:
            raise NotFoundError("artifact", artifact_id)
        return artifact_of(row)


def _conditions(wanted: ArtifactFilter) -> Iterator[ColumnElement[bool]]:
    table = artifacts.c
    if wanted.customer is not None:
        owner = select(customer_codes.c.customer_id).where(customer_codes.c.folded == folded(wanted.customer))
        yield table.customer_id == owner.scalar_subquery()
    if wanted.agent_id is not None:
        yield table.agent_id == wanted.agent_id
    if wanted.case_id is not None:
        yield table.case_id == wanted.case_id
    if wanted.sha256 is not None:
        yield table.sha256 == wanted.sha256
    if wanted.status is not None:
        yield table.status == wanted.status.value
    if wanted.kind is not None:
        yield table.kind == wanted.kind.value


def _room(status: ArtifactStatus, size_bytes: int) -> int:
    return size_bytes if status.takes_room else 0


def _row(artifact: Artifact) -> dict[str, Any]:
    return {
        "id": artifact.id,
        "customer_id": artifact.customer_id,
        "bucket": artifact.bucket,
        "key": artifact.key,
        "file_name": artifact.file_name.encode("utf-8", "surrogatepass"),
        "content_type": artifact.content_type,
        "size_bytes": artifact.size_bytes,
        "sha256": artifact.sha256,
        "collected_at": artifact.collected_at,
        "collected_by": artifact.collected_by,
        "kind": artifact.kind.value,
        "agent_id": artifact.agent_id,
        "case_id": artifact.case_id,
        "client_id": artifact.source.client_id,
        "artifact_name": artifact.source.artifact_name,
        "flow_id": artifact.source.flow_id,
        "notes": artifact.notes,
        "status": artifact.status.value,
        "reason": artifact.reason,
        "verified_at": artifact.verified_at,
        "checked_at": artifact.checked_at,
        "version": artifact.version,
    }


def artifact_of(row: Row[Any]) -> Artifact:
    """Returns the record that a row holds."""
    return Artifact(
        id=row.id,
        customer_id=row.customer_id,
        bucket=row.bucket,
        key=row.key,
        file_name=row.file_name.decode("utf-8", "surrogatepass"),
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        collected_at=row.collected_at,
        collected_by=row.collected_by,
        kind=ArtifactKind(row.kind),
        agent_id=row.agent_id,
        case_id=row.case_id,
        source=ArtifactSource(row.client_id, row.artifact_name, row.flow_id),
        notes=row.notes,
        status=ArtifactStatus(row.status),
        reason=row.reason,
        verified_at=row.verified_at,
        checked_at=row.checked_at,
        version=row.version,
    )


def _event(row: Row[Any]) -> CustodyEvent:
    return CustodyEvent(
        id=row.id,
        artifact_id=row.artifact_id,
        customer_id=row.customer_id,
        at=row.at,
        by=row.by,
        act=CustodyAct(row.act),
        detail=row.detail,
    )
