"""Connectors, and what has happened to them."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from adapters.database.connector_rows import connector_of, connector_row, entry_of, entry_row, verification_columns
from adapters.database.connector_tables import IS_ABOUT_VERIFYING, connector_history, connectors
from adapters.database.narrowing import latest_first, page_of
from socdomain.connectors.connector import Connector
from socdomain.connectors.history import HistoryEntry
from socdomain.connectors.verification import Verification
from socdomain.errors import NotFoundError, StaleVersionError
from socdomain.ids import ConnectorId
from socdomain.pages import Page, PageRequest, Position

_LOCK = (0x57464C4F, 2)
"""Keys of the advisory lock under which connectors are changed on PostgreSQL; a migration's is another."""


class SqlConnectorRepository:
    """The connectors, as ``ConnectorRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Keeps whoever else locks them away; on SQLite whoever writes keeps everybody away already."""
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK)

    def get(self, connector_id: ConnectorId) -> Connector | None:
        """Returns a connector; None where there is none of that identifier."""
        row = self._connection.execute(select(connectors).where(connectors.c.id == connector_id)).one_or_none()
        return None if row is None else connector_of(row)

    def all(self) -> tuple[Connector, ...]:
        """Returns every connector: by kind, the default one of it first, then by name."""
        # A database may compare names as its language does.
        rows = self._connection.execute(select(connectors)).all()
        return tuple(map(connector_of, sorted(rows, key=lambda row: (row.kind, not row.is_default, row.name))))

    def add(self, connector: Connector) -> None:
        """Adds a connector."""
        self._connection.execute(insert(connectors).values(connector_row(connector)))

    def save(self, connector: Connector, *, expected_version: int) -> None:
        """Replaces a connector, its verification too."""
        is_this = _is_at(connector.id, expected_version)
        if not self._connection.execute(update(connectors).where(is_this).values(connector_row(connector))).rowcount:
            self._refuse(connector.id)

    def note_verification(self, connector_id: ConnectorId, found: Verification, *, version: int) -> bool:
        """Writes what was found when a connector was tried; tells whether it still has that version."""
        noted = update(connectors).where(_is_at(connector_id, version)).values(verification_columns(found))
        return self._connection.execute(noted).rowcount > 0

    def remove(self, connector_id: ConnectorId, *, expected_version: int) -> None:
        """Removes a connector; its history goes with it, by the foreign key."""
        if not self._connection.execute(delete(connectors).where(_is_at(connector_id, expected_version))).rowcount:
            self._refuse(connector_id)

    def _refuse(self, connector_id: ConnectorId) -> NoReturn:
        present = self.get(connector_id)
        if present is None:
            raise NotFoundError("connector", connector_id)
        raise StaleVersionError("connector", present)


class SqlConnectorHistory:
    """What has happened to connectors, as ``ConnectorHistory``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: HistoryEntry) -> None:
        """Adds an entry."""
        self._connection.execute(insert(connector_history).values(entry_row(entry)))

    def page(self, connector_id: ConnectorId, page: PageRequest) -> Page[HistoryEntry]:
        """Returns a page of a connector's entries by (at, id), the latest first."""
        table = connector_history.c
        wanted = select(connector_history).where(table.connector_id == connector_id)
        rows = self._connection.execute(latest_first(wanted, table.at, table.id, page)).all()
        return page_of(rows, page, entry_of, lambda row: Position(row.at, row.id))

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes entries about verifications before a time, the first ones first, and returns how many."""
        table = connector_history.c
        old = select(table.id).where(IS_ABOUT_VERIFYING, table.at < before).order_by(table.at, table.id).limit(limit)
        return self._connection.execute(delete(connector_history).where(table.id.in_(old))).rowcount


def _is_at(connector_id: ConnectorId, version: int) -> ColumnElement[bool]:
    return (connectors.c.id == connector_id) & (connectors.c.version == version)
