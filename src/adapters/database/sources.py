"""Sources, with their mappings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from adapters.database.mapping_column import mapping_from_json, mapping_to_json
from adapters.database.source_tables import sources
from socdomain.errors import NotFoundError, StaleVersionError
from socdomain.sources.severity import Severity
from socdomain.sources.source import Source


class SqlSourceRepository:
    """The sources, as ``SourceRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Source:
        """Returns a source."""
        row = self._connection.execute(select(sources).where(sources.c.name == name)).one_or_none()
        if row is None:
            raise NotFoundError("source", name)
        return _source(row)

    def all(self) -> tuple[Source, ...]:
        """Returns every source, by name."""
        # A database may compare names as its language does.
        rows = self._connection.execute(select(sources)).all()
        return tuple(map(_source, sorted(rows, key=lambda row: row.name)))

    def add(self, source: Source) -> None:
        """Adds a source."""
        self._connection.execute(insert(sources).values(_row(source)))

    def save(self, source: Source, *, expected_version: int) -> None:
        """Replaces a source."""
        is_this = (sources.c.name == source.name) & (sources.c.version == expected_version)
        saved = self._connection.execute(update(sources).where(is_this).values(_row(source)))
        if saved.rowcount == 0:
            raise StaleVersionError("source", self.get(source.name))


def _row(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "mapping": mapping_to_json(source.mapping),
        "changed_at": source.changed_at,
        "default_customer_id": source.default_customer_id,
        "minimum_severity": None if source.minimum_severity is None else int(source.minimum_severity),
        "minimum_level": source.minimum_level,
        "version": source.version,
    }


def _source(row: Row[Any]) -> Source:
    return Source(
        name=row.name,
        mapping=mapping_from_json(row.mapping),
        changed_at=row.changed_at,
        default_customer_id=row.default_customer_id,
        minimum_severity=None if row.minimum_severity is None else Severity(row.minimum_severity),
        minimum_level=row.minimum_level,
        version=row.version,
    )
