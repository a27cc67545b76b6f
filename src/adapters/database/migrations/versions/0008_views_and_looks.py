"""Saved views, who looked at which alert, and which change added an alert."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds them; nobody has looked at anything yet, and what is there was there before whoever listens now."""
    _own_views()
    _shared_views()
    _alert_looks()
    op.add_column("alerts", sa.Column("added_sequence", sa.BigInteger, nullable=False, server_default="0"))


def _own_views() -> None:
    op.create_table(
        "own_views",
        sa.Column("id", Id, nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("owner_name", sa.Text, nullable=False),
        *_of_any_view(),
        sa.PrimaryKeyConstraint("id", name="pk_own_views"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_own_views_owner_id"),
        sa.UniqueConstraint("owner_id", "name_folded", name="uq_own_views_owner_id_name_folded"),
    )


def _shared_views() -> None:
    op.create_table(
        "shared_views",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("owner_name", sa.Text, nullable=False),
        *_of_any_view(),
        sa.PrimaryKeyConstraint("id", name="pk_shared_views"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_shared_views_customer_id"),
        sa.UniqueConstraint("customer_id", "name_folded", name="uq_shared_views_customer_id_name_folded"),
    )
    of_platform = sa.text("customer_id IS NULL")
    op.create_index(
        "uq_shared_views_of_platform",
        "shared_views",
        ["name_folded"],
        unique=True,
        sqlite_where=of_platform,
        postgresql_where=of_platform,
    )


def _of_any_view() -> tuple[sa.Column[str], sa.Column[str], sa.Column[str], sa.Column[object], sa.Column[int]]:
    return (
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_folded", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _alert_looks() -> None:
    op.create_table(
        "alert_looks",
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("looked_at", UtcTime, nullable=False),
        sa.Column("before_at", UtcTime),
        sa.PrimaryKeyConstraint("alert_id", "user_id", name="pk_alert_looks"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_alert_looks_user_id"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_alert_looks_alert_id_customer_id",
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_looks_user_id", "alert_looks", ["user_id"])
