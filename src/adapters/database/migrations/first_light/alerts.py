"""Tables of alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime
from adapters.database.text_search import SQLITE_STATEMENTS

_SELF_LINKS = ("continues", "duplicate_of")


def create() -> None:
    """Creates them."""
    _alerts()
    _alert_texts()
    _alert_zones()


def _alerts() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
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
        sa.Column("recorded_at", UtcTime, nullable=False),
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
        sa.PrimaryKeyConstraint("number", name="pk_alerts"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_alerts_customer_id"),
        *(_links() if is_sqlite else ()),
    )
    _alert_indexes()
    if not is_sqlite:
        # The key that links lead to is the youngest index: among indexes that look equally good, as all of them do
        # while there are no statistics, PostgreSQL's planner takes the youngest.
        op.create_unique_constraint("uq_alerts_id_customer_id", "alerts", ["id", "customer_id"])
        for column in _SELF_LINKS:
            op.create_foreign_key(
                f"fk_alerts_{column}_customer_id", "alerts", "alerts", [column, "customer_id"], ["id", "customer_id"]
            )


def _links() -> tuple[sa.UniqueConstraint | sa.ForeignKeyConstraint, ...]:
    to_alert = ["alerts.id", "alerts.customer_id"]
    return (
        sa.UniqueConstraint("id", "customer_id", name="uq_alerts_id_customer_id"),
        *(
            sa.ForeignKeyConstraint([column, "customer_id"], to_alert, name=f"fk_alerts_{column}_customer_id")
            for column in _SELF_LINKS
        ),
    )


def _alert_indexes() -> None:
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
    op.create_index("ix_alerts_last_seen_id", "alerts", ["last_seen", "id"], postgresql_include=["number"])
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


def _alert_texts() -> None:
    op.create_table(
        "alert_texts",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("context", Json, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_alert_texts"),
        sa.ForeignKeyConstraint(["number"], ["alerts.number"], name="fk_alert_texts_number", ondelete="CASCADE"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_STATEMENTS:
            op.execute(statement)
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.create_index(
            "ix_alert_texts_trigrams",
            "alert_texts",
            ["search_text"],
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
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
