"""Which stored files have to be looked at, and for how long they are kept, in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from socdomain.artifacts.artifact import Artifact, ArtifactKind
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.errors import ConcurrentChangeError
from socdomain.ids import CustomerId
from socdomain.memory.legal_holds import is_over
from socdomain.memory.state import State
from socdomain.pages import Position
from socdomain.principal import Reach


@frozen
class MemoryRetentionRepository:
    """For how long files are kept, as ``RetentionRepository``."""

    _state: State

    def of(self, customer_id: CustomerId) -> ArtifactRetention:
        """Returns for how long those of a customer are."""
        return self._state.retention.get(customer_id) or ArtifactRetention(customer_id)

    def save(self, retention: ArtifactRetention) -> None:
        """Writes for how long."""
        self._state.check_customer(retention.customer_id)
        if self.of(retention.customer_id).version + 1 != retention.version:
            raise ConcurrentChangeError("for how long files are kept has changed")
        self._state.retention[retention.customer_id] = retention

    def bounded(self, *, reach: Reach) -> tuple[ArtifactRetention, ...]:
        """Returns those within reach that are not for ever, by customer."""
        found = [one for one in self._state.retention.values() if one.keep_days and reach.sees(one.customer_id)]
        return tuple(sorted(found, key=lambda one: one.customer_id.int))


@frozen
class MemoryArtifactUpkeep:
    """Which files have to be looked at, as ``ArtifactUpkeep``."""

    _state: State

    def in_use(self, bucket: str, keys: Collection[str]) -> frozenset[str]:
        """Returns those of some keys whose objects have to stay."""
        records = self._state.artifacts.values()
        used = {one.key for one in records if one.bucket == bucket and one.status.takes_room}
        return frozenset(used.intersection(keys))

    def known(self, subjects: Collection[UUID]) -> frozenset[UUID]:
        """Returns those of some identifiers that are a case, an agent or a customer here."""
        state = self._state
        return frozenset(subjects).intersection({*state.cases, *state.agents, *state.customers})

    def uploads_in_use(self, names: Collection[str]) -> frozenset[str]:
        """Returns those of some uploads by parts that a record waits for."""
        return frozenset(one.upload for one in self._state.part_uploads.values()).intersection(names)

    def to_check(self, before: datetime, *, after: Position | None, limit: int, reach: Reach) -> tuple[Artifact, ...]:
        """Returns files that were looked at before a time, those longest ago first."""
        late = (
            one
            for one in self._state.artifacts.values()
            if one.status.has_object and one.checked_at < before and reach.sees(one.customer_id)
        )
        return _first(late, lambda one: Position(one.checked_at, one.id), after, limit)

    def expired(
        self, customer_id: CustomerId, before: datetime, *, after: Position | None, limit: int
    ) -> tuple[Artifact, ...]:
        """Returns evidence that was stored before a time, and is under no hold."""
        free = (one for one in self._old(customer_id, before) if not self._is_held(one))
        return _first(free, lambda one: Position(one.collected_at, one.id), after, limit)

    def held(self, customer_id: CustomerId, before: datetime) -> int:
        """Returns how much evidence was stored before a time and stays, because of a hold."""
        return sum(map(self._is_held, self._old(customer_id, before)))

    def _old(self, customer_id: CustomerId, before: datetime) -> list[Artifact]:
        return [
            one
            for one in self._state.artifacts.values()
            if one.customer_id == customer_id
            and one.kind is ArtifactKind.EVIDENCE
            and one.status.has_object
            and one.collected_at < before
        ]

    def _is_held(self, artifact: Artifact) -> bool:
        return any(is_over(hold, artifact) for hold in self._state.holds.values())


def _first(
    found: Iterable[Artifact], position: Callable[[Artifact], Position], after: Position | None, limit: int
) -> tuple[Artifact, ...]:
    def place(artifact: Artifact) -> tuple[datetime, int]:
        at = position(artifact)
        return at.at, at.id.int

    behind = (one for one in found if after is None or place(one) > (after.at, after.id.int))
    return tuple(sorted(behind, key=place)[:limit])
