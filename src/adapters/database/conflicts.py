"""Inserts that say what happens to a row that is there already."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(connection: Connection, table: Table) -> postgresql.Insert:
    """Returns an insert with ``ON CONFLICT``, which both databases have and write alike.

    Args:
        connection: Tells which database it is for.
        table: Where to.
    """
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    # The two classes have the same methods, and no common base that has them.
    return cast("postgresql.Insert", sqlite.insert(table))
