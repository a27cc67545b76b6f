"""What comes with the product: applied seeds, and the catalogue of what can be connected."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from adapters.database.conflicts import insert_into
from adapters.database.json_columns import StoredValueError
from adapters.database.startup_tables import connector_catalogue, seeds
from socdomain.connectors.catalogue import (
    AskedField,
    CatalogueEntry,
    CatalogueKind,
    field_from_document,
    field_to_document,
)
from socdomain.errors import NotFoundError, StaleVersionError
from socdomain.startup.seeds import AppliedSeed


class SqlSeedRepository:
    """What was applied of which seed, as ``SeedRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[AppliedSeed, ...]:
        """Returns what was applied."""
        rows = self._connection.execute(select(seeds))
        return tuple(AppliedSeed(row.kind, row.key, row.version, row.digest) for row in rows)

    def put(self, applied: AppliedSeed) -> None:
        """Keeps what was applied of a seed."""
        changed = {"version": applied.version, "digest": applied.digest}
        statement = insert_into(self._connection, seeds).values(kind=applied.kind, key=applied.key, **changed)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=[seeds.c.kind, seeds.c.key], set_=changed)
        )


class SqlCatalogueRepository:
    """What can be connected, as ``CatalogueRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, kind: CatalogueKind) -> tuple[CatalogueEntry, ...]:
        """Returns every entry of a kind, by name."""
        # A database may compare names as its language does.
        rows = self._connection.execute(select(connector_catalogue).where(connector_catalogue.c.kind == kind.value))
        return tuple(map(_entry, sorted(rows, key=lambda row: row.name)))

    def add(self, entry: CatalogueEntry) -> None:
        """Adds an entry."""
        self._connection.execute(insert(connector_catalogue).values(_row(entry)))

    def replace(self, entry: CatalogueEntry, *, expected_version: int) -> None:
        """Replaces an entry."""
        table = connector_catalogue.c
        is_this = (table.kind == entry.kind.value) & (table.name == entry.name)
        is_expected = is_this & (table.version == expected_version)
        if self._connection.execute(update(connector_catalogue).where(is_expected).values(_row(entry))).rowcount:
            return
        present = self._connection.execute(select(connector_catalogue).where(is_this)).one_or_none()
        if present is None:
            raise NotFoundError(entry.kind.value, entry.name)
        raise StaleVersionError(entry.kind.value, _entry(present))


def _row(entry: CatalogueEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind.value,
        "name": entry.name,
        "title": entry.title,
        "fields": [field_to_document(asked) for asked in entry.fields],
        "version": entry.version,
    }


def _entry(row: Row[Any]) -> CatalogueEntry:
    return CatalogueEntry(CatalogueKind(row.kind), row.name, row.title, _fields(row.fields), row.version)


def _fields(value: Any) -> tuple[AskedField, ...]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise StoredValueError("stored fields of the catalogue are something else")
    try:
        return tuple(map(field_from_document, value))
    except (TypeError, ValueError) as error:
        raise StoredValueError("a stored field of the catalogue is something else") from error
