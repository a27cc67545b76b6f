"""Agents, and whose the finds of a connector's organisations are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds them; there are none yet."""
    op.add_column("connectors", sa.Column("org_customers", Json))
    _agents()


def _agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", Id, nullable=False),
        sa.Column("connector_id", Id, nullable=False),
        sa.Column("vendor_id", sa.Text, nullable=False),
        sa.Column("customer_id", Id),
        sa.Column("customer_is_set", sa.Boolean, nullable=False),
        sa.Column("hostname", sa.Text, nullable=False),
        sa.Column("host_short", sa.Text, nullable=False),
        sa.Column("host_domain", sa.Text, nullable=False),
        sa.Column("os", sa.Text, nullable=False),
        sa.Column("os_family", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("agent_version", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("last_seen", UtcTime),
        sa.Column("group_names", Json, nullable=False),
        sa.Column("labels", Json, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("synced_at", UtcTime, nullable=False),
        sa.Column("vanished_at", UtcTime),
        sa.Column("criticality", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("connector_id", "vendor_id", name="uq_agents_connector_id_vendor_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_agents_customer_id"),
    )
    op.create_index("ix_agents_created_at_id", "agents", ["created_at", "id"])
    op.create_index("ix_agents_customer_id_created_at_id", "agents", ["customer_id", "created_at", "id"])
    is_there = sa.text("vanished_at IS NULL")
    op.create_index(
        "ix_agents_host",
        "agents",
        ["customer_id", "host_short", "os_family"],
        sqlite_where=is_there,
        postgresql_where=is_there,
    )
