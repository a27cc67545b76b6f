"""Which way of working in bulk a database has."""

from __future__ import annotations

from sqlalchemy import Connection

from adapters.database.bulk import Bulk
from adapters.database.bulk_postgres import PostgresBulk
from adapters.database.bulk_sqlite import SqliteBulk


def bulk_of(connection: Connection) -> Bulk:
    """Returns what works in bulk on the database that a connection leads to."""
    return PostgresBulk(connection) if connection.dialect.name == "postgresql" else SqliteBulk(connection)
