"""The table of agents."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from adapters.database.metadata import Id, Json, UtcTime, metadata

_IS_THERE = text("vanished_at IS NULL")

# An agent outlives its connector, so nothing holds the two together.
agents = Table(
    "agents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("connector_id", Id, nullable=False),
    Column("vendor_id", Text, nullable=False),
    Column("customer_id", Id, ForeignKey("customers.id")),  # null for nobody's
    Column("customer_is_set", Boolean, nullable=False),
    Column("hostname", Text, nullable=False),
    Column("host_short", Text, nullable=False),  # as `HostName` has it
    Column("host_domain", Text, nullable=False),
    Column("os", Text, nullable=False),
    Column("os_family", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent_version", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("last_seen", UtcTime),
    Column("group_names", Json, nullable=False),
    Column("labels", Json, nullable=False),
    Column("org", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("synced_at", UtcTime, nullable=False),
    Column("vanished_at", UtcTime),
    Column("criticality", Text),
    Column("note", Text, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("connector_id", "vendor_id"),
    Index(None, "created_at", "id"),
    Index(None, "customer_id", "created_at", "id"),
    # Which agents are on one host, and which are an alert's asset.
    Index(
        "ix_agents_host",
        "customer_id",
        "host_short",
        "os_family",
        sqlite_where=_IS_THERE,
        postgresql_where=_IS_THERE,
    ),
)
