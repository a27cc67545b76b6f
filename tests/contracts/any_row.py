"""A row of any table of customers, made from its columns."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Boolean, Column, Integer, LargeBinary, SmallInteger, Table

from adapters.database.metadata import Id, Json, UtcTime, metadata
from adapters.database.postgres_policies import owned_tables
from tests.builders import NOW

OWNED = owned_tables()

_numbers = count(1)


def a_row(name: str, customer: UUID | None) -> dict[str, Any]:
    """A row of any table, of a customer."""
    table: Table = metadata.tables[name]
    return {column.name: customer if column is OWNED[name] else _a_value(column) for column in table.columns}


def _a_value(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, Id):
        return uuid4()
    if isinstance(kind, UtcTime):
        return NOW
    if isinstance(kind, Json):
        return {}
    if isinstance(kind, LargeBinary) or isinstance(getattr(kind, "impl", None), LargeBinary):
        return uuid4().bytes
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, SmallInteger):
        # Nothing is known by one, and a run has more rows than there are of them.
        return next(_numbers) % 1_000
    return next(_numbers) if isinstance(kind, Integer) else f"text {next(_numbers)}"
