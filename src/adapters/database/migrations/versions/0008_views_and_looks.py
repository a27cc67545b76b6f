"""Who looked at which alert, and which change added an alert."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds them; nobody has looked at anything yet, and what is there was there before whoever listens now."""
    _alert_looks()
    op.add_column("alerts", sa.Column("added_sequence", sa.BigInteger, nullable=False, server_default="0"))


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
