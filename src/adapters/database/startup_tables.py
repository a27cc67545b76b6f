"""Tables of what comes with the product: applied seeds, and the catalogue of what can be connected."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from adapters.database.metadata import Json, metadata

seeds = Table(
    "seeds",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

connector_catalogue = Table(
    "connector_catalogue",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("fields", Json, nullable=False),
    Column("version", Integer, nullable=False),
)
