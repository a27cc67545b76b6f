"""Tables of sources and of what they could not take."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text

from adapters.database.metadata import Id, Json, UtcTime, metadata

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("mapping", Json, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("default_customer_id", Id, ForeignKey("customers.id")),
    Column("minimum_severity", SmallInteger),
    Column("minimum_level", Integer),
    Column("version", Integer, nullable=False),
)

rejected_events = Table(
    "rejected_events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("received_at", UtcTime, nullable=False),
    Column("source", Text, nullable=False),
    Column("instance", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    # Lists read the beginning alone. Both zstandard; the rest is null where there is none.
    Column("beginning", LargeBinary, nullable=False),
    Column("rest", LargeBinary),
    Column("customer_id", Id, ForeignKey("customers.id")),
    Column("sent_by", Text, nullable=False),
    Column("sent_for", Id, ForeignKey("customers.id")),
    Column("sent_within", Json),  # identifiers of customers; null for everyone
    Column("backfill", Boolean, nullable=False),
    Column("skip_minimum", Boolean, nullable=False),
    Index(None, "received_at", "id"),
    Index(None, "customer_id", "received_at", "id"),
    Index(None, "reason", "received_at", "id"),
    Index(None, "source", "received_at", "id"),
)
