"""What a unit of work in memory has of stored files."""

from __future__ import annotations

from abc import ABC, abstractmethod

from socdomain.memory.artifact_upkeep import MemoryArtifactUpkeep, MemoryRetentionRepository
from socdomain.memory.artifacts import MemoryArtifactRepository
from socdomain.memory.legal_holds import MemoryHoldRepository
from socdomain.memory.state import State


class MemoryArtifactParts(ABC):
    """The repositories of stored files; a part of ``MemoryUnitOfWork``."""

    @property
    def artifacts(self) -> MemoryArtifactRepository:
        """The records of stored files."""
        return MemoryArtifactRepository(self._now)

    @property
    def holds(self) -> MemoryHoldRepository:
        """The legal holds."""
        return MemoryHoldRepository(self._now)

    @property
    def retention(self) -> MemoryRetentionRepository:
        """For how long files are kept."""
        return MemoryRetentionRepository(self._now)

    @property
    def artifact_upkeep(self) -> MemoryArtifactUpkeep:
        """Which files have to be looked at."""
        return MemoryArtifactUpkeep(self._now)

    @property
    @abstractmethod
    def _now(self) -> State:
        """The state that this unit of work sees."""
