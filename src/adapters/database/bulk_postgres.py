"""Bulk statements on PostgreSQL: one array for each column, written as text.

Arrays as text are joined strings here and parsed in C there. The driver's own lists are dumped value by value in
Python, which took longer than the statements themselves. ``COPY`` is no way for a table with row-level security.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, LargeBinary, SmallInteger, Table, func, select
from sqlalchemy.types import TypeEngine

from adapters.database.bulk import Columns
from adapters.database.metadata import Id, Json, UtcTime, to_json


class PostgresBulk:
    """Works in bulk on PostgreSQL, as ``Bulk``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(
        self, wanted: Columns, columns: Sequence[Column[Any]], where: str, *, locked: bool = False
    ) -> list[tuple[Any, ...]]:
        """Reads what belongs to each of many keys."""
        table = columns[0].table.name
        shown = ", ".join(f"{table}.{column.name}" for column in columns)
        statement = f"WITH {_rows('wanted', wanted)} SELECT {shown} FROM wanted CROSS JOIN {table} WHERE {where}"  # noqa: S608 - names of our own
        if locked:
            # As strong as an update; links to the row may go on being added.
            statement += f" ORDER BY {table}.id FOR NO KEY UPDATE OF {table}"
        return [tuple(row) for row in self._connection.exec_driver_sql(statement, _arrays(wanted)).all()]

    def insert(self, table: Table, columns: Columns, *, on_conflict: str = "") -> None:
        """Adds rows."""
        if not _count(columns):
            return
        names = ", ".join(column.name for column in columns)
        rows = _rows("added", columns)
        statement = f"WITH {rows} INSERT INTO {table.name} ({names}) SELECT {names} FROM added {on_conflict}"  # noqa: S608 - names of our own
        self._connection.exec_driver_sql(statement, _arrays(columns))

    def append(self, table: Table, columns: Columns) -> None:
        """Adds rows with long values."""
        self.insert(table, columns)

    def insert_at_once(self, table: Table, columns: Columns) -> None:
        """Adds rows to a table with triggers, which run once for a statement."""
        self.append(table, columns)

    def next_numbers(self, column: Column[Any], count: int) -> list[int]:
        """Takes numbers of the column's sequence."""
        number = func.nextval(func.pg_get_serial_sequence(column.table.name, column.name))
        return list(self._connection.scalars(select(number).select_from(func.generate_series(1, count))))

    def update(self, keys: Columns, changes: Columns) -> int:
        """Changes rows, each to its own values."""
        if not _count(keys):
            return 0
        table = next(iter(keys)).table.name
        becomes = ", ".join(f"{column.name} = changed.{column.name}" for column in changes)
        found_by = " AND ".join(f"{table}.{column.name} = changed.{column.name}" for column in keys)
        values = {**keys, **changes}
        statement = f"WITH {_rows('changed', values)} UPDATE {table} SET {becomes} FROM changed WHERE {found_by}"  # noqa: S608 - names of our own
        return self._connection.exec_driver_sql(statement, _arrays(values)).rowcount


def _count(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def _rows(name: str, columns: Columns) -> str:
    names = ", ".join(column.name for column in columns)
    arrays = ", ".join(f"%s::{_type_name(column)}[]" for column in columns)
    return f"{name} ({names}) AS MATERIALIZED (SELECT * FROM unnest({arrays}))"  # noqa: S608 - names of our own


def _arrays(columns: Columns) -> tuple[str, ...]:
    return tuple("{" + ",".join(_elements(column, values)) + "}" for column, values in columns.items())


def _type_name(column: Column[Any]) -> str:
    kind = column.type
    if isinstance(kind, Id):
        return "uuid"
    if isinstance(kind, UtcTime):
        return "timestamptz"
    if isinstance(kind, Json):
        return "json"
    if isinstance(kind, LargeBinary):
        return "bytea"
    if isinstance(kind, Boolean):
        return "bool"
    if isinstance(kind, Integer):
        return "int2" if isinstance(kind, SmallInteger) else "int8" if isinstance(kind, BigInteger) else "int4"
    return "text"


def _elements(column: Column[Any], values: Sequence[Any]) -> list[str]:
    # Written out for what makes up most values: a call for each of them took longer than the text itself.
    kind = column.type
    if isinstance(kind, Id):
        return ["NULL" if value is None else f"{value.int:032x}" for value in values]
    if isinstance(kind, UtcTime):
        return ["NULL" if value is None else f'"{value.isoformat()}"' for value in values]
    if isinstance(kind, (Boolean, Integer)):
        return ["NULL" if value is None else f"{value:d}" for value in values]
    write = _writer(kind)
    return ["NULL" if value is None else write(value) for value in values]


def _writer(kind: TypeEngine[Any]) -> Callable[[Any], str]:
    if isinstance(kind, Json):
        return lambda value: _quoted(to_json(value))
    return _bytes if isinstance(kind, LargeBinary) else _quoted


def _bytes(value: bytes) -> str:
    # The backslash of PostgreSQL's hexadecimal form, escaped once for the array.
    return f'"\\\\x{value.hex()}"'


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
