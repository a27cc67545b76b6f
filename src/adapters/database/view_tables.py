"""Tables of saved views."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from adapters.database.metadata import Id, UtcTime, metadata

_OF_PLATFORM = text("customer_id IS NULL")

own_views = Table(
    "own_views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("owner_id", Id, ForeignKey("users.id"), nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("owner_id", "name_folded"),
)

# Whose it is, is kept as the audit log keeps it: what is shared stays, whatever becomes of who shared it.
shared_views = Table(
    "shared_views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", Id, ForeignKey("customers.id")),  # null for those who see every customer
    Column("owner_id", Id, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("customer_id", "name_folded"),
    # To a database no null is the same as another.
    Index(
        "uq_shared_views_of_platform",
        "name_folded",
        unique=True,
        sqlite_where=_OF_PLATFORM,
        postgresql_where=_OF_PLATFORM,
    ),
)
