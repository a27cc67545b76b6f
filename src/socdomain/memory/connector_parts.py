"""What a unit of work in memory has of connectors, and of what comes by them."""

from __future__ import annotations

from abc import ABC, abstractmethod

from socdomain.memory.agents import MemoryAgentRepository
from socdomain.memory.collection import MemoryCollection
from socdomain.memory.connectors import MemoryConnectorHistory, MemoryConnectorRepository
from socdomain.memory.state import State


class MemoryConnectorParts(ABC):
    """The repositories of connectors, and of what comes by them; a part of ``MemoryUnitOfWork``."""

    @property
    def connectors(self) -> MemoryConnectorRepository:
        """The connectors."""
        return MemoryConnectorRepository(self._now)

    @property
    def connector_history(self) -> MemoryConnectorHistory:
        """What has happened to them."""
        return MemoryConnectorHistory(self._now)

    @property
    def agents(self) -> MemoryAgentRepository:
        """The agents."""
        return MemoryAgentRepository(self._now)

    @property
    def collection(self) -> MemoryCollection:
        """How far connectors were read."""
        return MemoryCollection(self._now)

    @property
    @abstractmethod
    def _now(self) -> State:
        """The state that this unit of work sees."""
