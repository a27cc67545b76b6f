"""Which way of working in bulk a database has."""

from __future__ import annotations

from sqlalchemy import Connection

from adapters.database.bulk import Bulk
from adapters.database.bulk_sqlite import SqliteBulk


def bulk_of(connection: Connection) -> Bulk:
    """Returns what works in bulk on the database that a connection leads to."""
    if connection.dialect.name != "postgresql":
        return SqliteBulk(connection)
    # The driver takes 9 MiB, which a process on SQLite has no use for.
    from adapters.database.bulk_postgres import PostgresBulk

    return PostgresBulk(connection)
