"""Which stored files have to be looked at, and for how long they are kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import asdict
from sqlalchemy import ColumnElement, Connection, Select, func, insert, literal, select, tuple_, update

from adapters.database.agent_tables import agents
from adapters.database.artifact_tables import artifact_retention, artifact_uploads, artifacts
from adapters.database.artifacts import artifact_of
from adapters.database.case_tables import cases
from adapters.database.legal_holds import is_held
from adapters.database.narrowing import in_chunks, within
from adapters.database.platform_tables import customers
from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactStatus
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.errors import ConcurrentChangeError
from socdomain.ids import CustomerId
from socdomain.pages import Position
from socdomain.principal import Reach

_HAVE_OBJECTS: Final = [status.value for status in ArtifactStatus if status.has_object]
_SUBJECTS: Final = (cases.c.id, agents.c.id, customers.c.id)
_TAKE_ROOM: Final = [status.value for status in ArtifactStatus if status.takes_room]


class SqlRetentionRepository:
    """For how long files are kept, as ``RetentionRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, customer_id: CustomerId) -> ArtifactRetention:
        """Returns for how long those of a customer are."""
        wanted = select(artifact_retention).where(artifact_retention.c.customer_id == customer_id)
        row = self._connection.execute(wanted).one_or_none()
        return ArtifactRetention(customer_id) if row is None else ArtifactRetention(**row._mapping)

    def save(self, retention: ArtifactRetention) -> None:
        """Writes for how long."""
        row, table = asdict(retention), artifact_retention.c
        # The first version is that of what nobody has said.
        if retention.version == 2:
            self._connection.execute(insert(artifact_retention).values(row))
            return
        is_before = (table.customer_id == retention.customer_id) & (table.version == retention.version - 1)
        if not self._connection.execute(update(artifact_retention).where(is_before).values(row)).rowcount:
            raise ConcurrentChangeError("for how long files are kept has changed")

    def bounded(self, *, reach: Reach) -> tuple[ArtifactRetention, ...]:
        """Returns those within reach that are not for ever, by customer."""
        table = artifact_retention.c
        found = select(artifact_retention).where(table.keep_days.is_not(None), within(table.customer_id, reach))
        rows = self._connection.execute(found.order_by(table.customer_id))
        return tuple(ArtifactRetention(**row._mapping) for row in rows)


class SqlArtifactUpkeep:
    """Which files have to be looked at, as ``ArtifactUpkeep``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_use(self, bucket: str, keys: Collection[str]) -> frozenset[str]:
        """Returns those of some keys whose objects have to stay."""
        table = artifacts.c
        used = select(table.key).where(table.bucket == bucket, table.status.in_(_TAKE_ROOM))
        chunks = in_chunks(sorted(keys))
        return frozenset(key for some in chunks for key in self._connection.scalars(used.where(table.key.in_(some))))

    def known(self, subjects: Collection[UUID]) -> frozenset[UUID]:
        """Returns those of some identifiers that are a case, an agent or a customer here."""
        chunks = in_chunks(sorted(subjects))
        queries = (select(row_id).where(row_id.in_(some)) for some in chunks for row_id in _SUBJECTS)
        return frozenset(one for query in queries for one in self._connection.scalars(query))

    def uploads_in_use(self, names: Collection[str]) -> frozenset[str]:
        """Returns those of some uploads by parts that a record waits for."""
        table = artifact_uploads.c
        chunks = in_chunks(sorted(names))
        used = (select(table.upload).where(table.upload.in_(some)) for some in chunks)
        return frozenset(name for query in used for name in self._connection.scalars(query))

    def to_check(self, before: datetime, *, after: Position | None, limit: int, reach: Reach) -> tuple[Artifact, ...]:
        """Returns files that were looked at before a time, those longest ago first."""
        table = artifacts.c
        found: list[Artifact] = []
        # Each by itself, as they stand in the index; of all together the database would sort whatever there is.
        for status in _HAVE_OBJECTS:
            late = select(artifacts).where(
                table.status == status, table.checked_at < before, within(table.customer_id, reach)
            )
            found += self._first(late, table.checked_at, after, limit)
        return tuple(sorted(found, key=lambda one: (one.checked_at, one.id.int))[:limit])

    def expired(
        self, customer_id: CustomerId, before: datetime, *, after: Position | None, limit: int
    ) -> tuple[Artifact, ...]:
        """Returns evidence that was stored before a time, and is under no hold."""
        free = select(artifacts).where(_is_old(customer_id, before), ~is_held())
        return self._first(free, artifacts.c.collected_at, after, limit)

    def held(self, customer_id: CustomerId, before: datetime) -> int:
        """Returns how much evidence was stored before a time and stays, because of a hold."""
        kept = select(func.count()).select_from(artifacts).where(_is_old(customer_id, before), is_held())
        return int(self._connection.execute(kept).scalar_one())

    def _first(
        self, found: Select[Any], at: ColumnElement[datetime], after: Position | None, limit: int
    ) -> tuple[Artifact, ...]:
        place = artifacts.c.id
        if after is not None:
            found = found.where(tuple_(at, place) > tuple_(literal(after.at, at.type), literal(after.id, place.type)))
        return tuple(map(artifact_of, self._connection.execute(found.order_by(at, place).limit(limit))))


def _is_old(customer_id: CustomerId, before: datetime) -> ColumnElement[bool]:
    table = artifacts.c
    is_evidence = (table.kind == ArtifactKind.EVIDENCE.value) & table.status.in_(_HAVE_OBJECTS)
    return (table.customer_id == customer_id) & (table.collected_at < before) & is_evidence
