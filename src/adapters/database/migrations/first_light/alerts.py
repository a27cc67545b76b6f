"""Tables of alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime


def create() -> None:
    """Creates them."""
    _alerts()
    _alert_zones()


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("rule_id", sa.Text),
        sa.Column("techniques", Json, nullable=False),
        sa.Column("asset_name", sa.Text),
        sa.Column("opened_at", UtcTime, nullable=False),
        sa.Column("first_seen", UtcTime, nullable=False),
        sa.Column("last_seen", UtcTime, nullable=False),
        sa.Column("window_until", UtcTime, nullable=False),
        sa.Column("takes_events", sa.Boolean, nullable=False),
        sa.Column("event_count", sa.Integer, nullable=False),
        sa.Column("late_events", sa.Integer, nullable=False),
        sa.Column("continues", Id),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("severity_known", sa.Boolean, nullable=False),
        sa.Column("severity_is_set", sa.Boolean, nullable=False),
        sa.Column("severity_raised", sa.SmallInteger),
        sa.Column("new_assets_since", UtcTime),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("verdict_reason", sa.Text),
        sa.Column("duplicate_of", Id),
        sa.Column("assignee", sa.Text),
        sa.Column("tags", Json, nullable=False),
        sa.Column("acted_at", UtcTime),
        sa.Column("closed_at", UtcTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("change_sequence", sa.BigInteger, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("context", Json, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_alerts"),
        sa.UniqueConstraint("id", "customer_id", name="uq_alerts_id_customer_id"),
        sa.ForeignKeyConstraint(
            ["continues", "customer_id"], ["alerts.id", "alerts.customer_id"], name="fk_alerts_continues_customer_id"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_alerts_customer_id"),
        sa.ForeignKeyConstraint(
            ["duplicate_of", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_alerts_duplicate_of_customer_id",
        ),
    )
    op.create_index(
        "ix_alerts_assignee",
        "alerts",
        ["assignee", "last_seen", "id"],
        sqlite_where=sa.text("assignee IS NOT NULL"),
        postgresql_where=sa.text("assignee IS NOT NULL"),
    )
    op.create_index("ix_alerts_change_sequence_id", "alerts", ["change_sequence", "id"])
    op.create_index("ix_alerts_customer_id_change_sequence_id", "alerts", ["customer_id", "change_sequence", "id"])
    op.create_index("ix_alerts_customer_id_fingerprint", "alerts", ["customer_id", "fingerprint"])
    op.create_index("ix_alerts_customer_id_last_seen_id", "alerts", ["customer_id", "last_seen", "id"])
    op.create_index(
        "ix_alerts_customer_id_status_severity_last_seen_id",
        "alerts",
        ["customer_id", "status", "severity", "last_seen", "id"],
    )
    op.create_index(
        "ix_alerts_customer_live",
        "alerts",
        ["customer_id", "severity", "opened_at"],
        sqlite_where=sa.text("status <> 'CLOSED'"),
        postgresql_where=sa.text("status <> 'CLOSED'"),
    )
    op.create_index("ix_alerts_last_seen_id", "alerts", ["last_seen", "id"])
    op.create_index(
        "ix_alerts_live",
        "alerts",
        ["severity", "opened_at"],
        sqlite_where=sa.text("status <> 'CLOSED'"),
        postgresql_where=sa.text("status <> 'CLOSED'"),
    )
    op.create_index("ix_alerts_source_last_seen_id", "alerts", ["source", "last_seen", "id"])
    op.create_index("ix_alerts_source_opened_at_customer_id", "alerts", ["source", "opened_at", "customer_id"])
    op.create_index("ix_alerts_status_severity_last_seen_id", "alerts", ["status", "severity", "last_seen", "id"])
    op.create_index(
        "ix_alerts_unassigned",
        "alerts",
        ["last_seen", "id"],
        sqlite_where=sa.text("assignee IS NULL"),
        postgresql_where=sa.text("assignee IS NULL"),
    )
    op.create_index(
        "ix_alerts_verdict",
        "alerts",
        ["verdict", "last_seen", "id"],
        sqlite_where=sa.text("verdict IS NOT NULL"),
        postgresql_where=sa.text("verdict IS NOT NULL"),
    )
    op.create_index(
        "uq_alerts_taking",
        "alerts",
        ["customer_id", "fingerprint"],
        unique=True,
        sqlite_where=sa.text("takes_events"),
        postgresql_where=sa.text("takes_events"),
    )


def _alert_zones() -> None:
    op.create_table(
        "alert_zones",
        sa.Column("zone", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False),
        sa.Column("first_id", Id, nullable=False),
        sa.Column("last_id", Id, nullable=False),
        sa.Column("seen_from", UtcTime, nullable=False),
        sa.Column("seen_to", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("zone", name="pk_alert_zones"),
    )
