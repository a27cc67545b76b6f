"""Bulk statements on SQLite: the driver's own ``executemany``, and keys as ``VALUES``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Connection, Table

from adapters.database.bulk import Columns
from adapters.database.metadata import EPOCH, MICROSECOND, Id, Json, UtcTime, from_json, from_microseconds, to_json

MOST_KEYS = 5_000
"""Keys of one statement; SQLite takes 32,766 values in all (https://sqlite.org/limits.html)."""


class SqliteBulk:
    """Works in bulk on SQLite, as ``Bulk``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(
        self, wanted: Columns, columns: Sequence[Column[Any]], where: str, *, locked: bool = False
    ) -> list[tuple[Any, ...]]:
        """Reads what belongs to each of many keys; the writing transaction is lock enough."""
        names = ", ".join(column.name for column in wanted)
        row = f"({', '.join('?' * len(wanted))})"
        shown = ", ".join(f"{columns[0].table.name}.{column.name}" for column in columns)
        rows = zip(*_encoded(wanted), strict=True)
        found: list[Sequence[Any]] = []
        # CROSS JOIN is how SQLite is told which table to begin with (https://sqlite.org/optoverview.html#crossjoin).
        tail = f"SELECT {shown} FROM wanted CROSS JOIN {columns[0].table.name} WHERE {where}"  # noqa: S608 - names of our own
        while chunk := list(islice(rows, MOST_KEYS)):
            values = ", ".join([row] * len(chunk))
            statement = f"WITH wanted ({names}) AS (VALUES {values}) {tail}"
            parameters = tuple(value for key in chunk for value in key)
            found += self._connection.exec_driver_sql(statement, parameters).all()
        return _decoded(found, columns)

    def insert(self, table: Table, columns: Columns, *, on_conflict: str = "") -> None:
        """Adds rows."""
        names = ", ".join(column.name for column in columns)
        places = ", ".join("?" * len(columns))
        self._run(f"INSERT INTO {table.name} ({names}) VALUES ({places}) {on_conflict}", columns)  # noqa: S608 - names of our own

    def append(self, table: Table, columns: Columns) -> None:
        """Adds rows with long values."""
        self.insert(table, columns)

    def update(self, keys: Columns, changes: Columns) -> int:
        """Changes rows, each to its own values."""
        table = next(iter(keys)).table.name
        becomes = ", ".join(f"{column.name} = ?" for column in changes)
        found_by = " AND ".join(f"{column.name} = ?" for column in keys)
        return self._run(f"UPDATE {table} SET {becomes} WHERE {found_by}", {**changes, **keys})  # noqa: S608 - names of our own

    def _run(self, statement: str, columns: Columns) -> int:
        rows = list(zip(*_encoded(columns), strict=True))
        return self._connection.exec_driver_sql(statement, rows).rowcount if rows else 0


def _encoded(columns: Columns) -> list[Sequence[Any]]:
    return [_encode(column, values) for column, values in columns.items()]


def _encode(column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    # Written out for the two kinds that make up most values: a call for each of them took half of the encoding's time.
    kind = column.type
    if isinstance(kind, Id):
        return [None if value is None else value.int.to_bytes(16, "big") for value in values]
    if isinstance(kind, UtcTime):
        return [None if value is None else (value - EPOCH) // MICROSECOND for value in values]
    return [None if value is None else to_json(value) for value in values] if isinstance(kind, Json) else values


def _decoded(rows: Sequence[Sequence[Any]], columns: Sequence[Column[Any]]) -> list[tuple[Any, ...]]:
    by_column = map(_decode, columns, zip(*rows, strict=True))
    return list(zip(*by_column, strict=True))


def _decode(column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    kind = column.type
    if isinstance(kind, Id):
        return [None if value is None else UUID(bytes=value) for value in values]
    if isinstance(kind, UtcTime):
        return [None if value is None else from_microseconds(value) for value in values]
    if isinstance(kind, Json):
        return [None if value is None else from_json(value) for value in values]
    return [None if value is None else bool(value) for value in values] if isinstance(kind, Boolean) else values
