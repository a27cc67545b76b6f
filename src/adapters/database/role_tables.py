"""The table of roles."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from adapters.database.metadata import Json, metadata

roles = Table(
    "roles",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("version", Integer, nullable=False),
)
