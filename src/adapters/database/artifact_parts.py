"""What a unit of work over SQL has of stored files."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sqlalchemy import Connection

from adapters.database.artifact_upkeep import SqlArtifactUpkeep, SqlRetentionRepository
from adapters.database.artifacts import SqlArtifactRepository
from adapters.database.legal_holds import SqlHoldRepository


class SqlArtifactParts(ABC):
    """The repositories of stored files; a part of ``SqlUnitOfWork``."""

    @property
    def artifacts(self) -> SqlArtifactRepository:
        """The records of stored files."""
        return SqlArtifactRepository(self._connection)

    @property
    def holds(self) -> SqlHoldRepository:
        """The legal holds."""
        return SqlHoldRepository(self._connection)

    @property
    def retention(self) -> SqlRetentionRepository:
        """For how long files are kept."""
        return SqlRetentionRepository(self._connection)

    @property
    def artifact_upkeep(self) -> SqlArtifactUpkeep:
        """Which files have to be looked at."""
        return SqlArtifactUpkeep(self._connection)

    @property
    @abstractmethod
    def _connection(self) -> Connection:
        """The connection of the transaction."""
