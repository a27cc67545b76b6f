"""Tables of how far connectors were read."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from adapters.database.metadata import Id, UtcTime, metadata

_CONNECTOR = "connectors.id"

feed_positions = Table(
    "feed_positions",
    metadata,
    Column("connector_id", Id, ForeignKey(_CONNECTOR, ondelete="CASCADE"), primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("begins_at", UtcTime, nullable=False),
    Column("read_until", UtcTime, nullable=False),
)

# How many documents each five minutes have, as far as they were read.
feed_counts = Table(
    "feed_counts",
    metadata,
    Column("connector_id", Id, ForeignKey(_CONNECTOR, ondelete="CASCADE"), primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("begins_at", UtcTime, primary_key=True),
    Column("documents", Integer, nullable=False),
    Index(None, "begins_at"),
)
