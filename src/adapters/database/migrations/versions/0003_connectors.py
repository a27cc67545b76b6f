"""Connectors, and what has happened to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds them; there are none yet."""
    _connectors()
    _connector_history()


def _connectors() -> None:
    op.create_table(
        "connectors",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_folded", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("plain_values", Json, nullable=False),
        sa.Column("secrets", Json, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("changed_at", UtcTime, nullable=False),
        sa.Column("is_enabled", sa.Boolean, nullable=False),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("default_customer_id", Id),
        sa.Column("verified_at", UtcTime),
        sa.Column("verified_outcome", sa.Text),
        sa.Column("verified_advice", sa.Text),
        sa.Column("verified_latency_ms", sa.Integer),
        sa.Column("verified_product_version", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_connectors"),
        sa.UniqueConstraint("name_folded", name="uq_connectors_name_folded"),
        sa.ForeignKeyConstraint(["default_customer_id"], ["customers.id"], name="fk_connectors_default_customer_id"),
    )
    is_default = sa.text("is_default")
    op.create_index(
        "uq_connectors_default",
        "connectors",
        ["kind"],
        unique=True,
        sqlite_where=is_default,
        postgresql_where=is_default,
    )


def _connector_history() -> None:
    op.create_table(
        "connector_history",
        sa.Column("id", Id, nullable=False),
        sa.Column("connector_id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("happening", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_connector_history"),
        sa.ForeignKeyConstraint(
            ["connector_id"], ["connectors.id"], name="fk_connector_history_connector_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_connector_history_connector_id_at_id", "connector_history", ["connector_id", "at", "id"])
    is_about_verifying = sa.text("happening IN ('state_changed', 'verified')")
    op.create_index(
        "ix_connector_history_about_verifying",
        "connector_history",
        ["at", "id"],
        sqlite_where=is_about_verifying,
        postgresql_where=is_about_verifying,
    )
