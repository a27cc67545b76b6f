"""Tables of connectors, and of what has happened to them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from adapters.database.metadata import Id, Json, UtcTime, metadata

_IS_DEFAULT = text("is_default")

IS_ABOUT_VERIFYING = text("happening IN ('state_changed', 'verified')")
"""That an entry is pruned by its age; the same text as the index has, or databases would not know that it serves."""

# Whose a connector's finds are where nothing says so does not make it that customer's: no row-level security guards
# connectors, since the data of all customers come by them, and only who reaches everyone may see or change them.
connectors = Table(
    "connectors",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("plain_values", Json, nullable=False),
    Column("secrets", Json, nullable=False),  # sealed, each for this row and its field
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("is_enabled", Boolean, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("default_customer_id", Id, ForeignKey("customers.id")),
    Column("verified_at", UtcTime),  # null, as the next four, while it was not tried as it is
    Column("verified_outcome", Text),
    Column("verified_advice", Text),
    Column("verified_latency_ms", Integer),
    Column("verified_product_version", Text),
    Column("version", Integer, nullable=False),
    Column("org_customers", Json),  # identifiers of customers by organisation; null where there are none
    # At most one is the default of a kind.
    Index("uq_connectors_default", "kind", unique=True, sqlite_where=_IS_DEFAULT, postgresql_where=_IS_DEFAULT),
)

connector_history = Table(
    "connector_history",
    metadata,
    Column("id", Id, primary_key=True),
    Column("connector_id", Id, ForeignKey("connectors.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("happening", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("detail", Json, nullable=False),
    Index(None, "connector_id", "at", "id"),
    Index(
        "ix_connector_history_about_verifying",
        "at",
        "id",
        sqlite_where=IS_ABOUT_VERIFYING,
        postgresql_where=IS_ABOUT_VERIFYING,
    ),
)
