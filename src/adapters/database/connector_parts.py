"""What a unit of work over SQL has of connectors, and of what comes by them."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sqlalchemy import Connection

from adapters.database.agents import SqlAgentRepository
from adapters.database.collection import SqlCollection
from adapters.database.connectors import SqlConnectorHistory, SqlConnectorRepository


class SqlConnectorParts(ABC):
    """The repositories of connectors, and of what comes by them; a part of ``SqlUnitOfWork``."""

    @property
    def connectors(self) -> SqlConnectorRepository:
        """The connectors."""
        return SqlConnectorRepository(self._connection)

    @property
    def connector_history(self) -> SqlConnectorHistory:
        """What has happened to them."""
        return SqlConnectorHistory(self._connection)

    @property
    def agents(self) -> SqlAgentRepository:
        """The agents."""
        return SqlAgentRepository(self._connection)

    @property
    def collection(self) -> SqlCollection:
        """How far connectors were read."""
        return SqlCollection(self._connection)

    @property
    @abstractmethod
    def _connection(self) -> Connection:
        """The connection of the transaction."""
