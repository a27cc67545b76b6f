"""Tables of cases, and of what people said and did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime


def create() -> None:
    """Creates them."""
    _cases()
    _case_alerts()
    _alert_comments()
    _alert_history()
    _case_comments()
    _case_history()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("from_alert_id", Id, nullable=False),
        sa.Column("opened_at", UtcTime, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("changed_at", UtcTime, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text),
        sa.Column("closed_at", UtcTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_cases"),
        sa.UniqueConstraint("customer_id", "number", name="uq_cases_customer_id_number"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_cases_customer_id"),
        sa.ForeignKeyConstraint(
            ["from_alert_id", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_cases_from_alert_id_customer_id",
        ),
    )
    op.create_index("ix_cases_customer_id_opened_at_id", "cases", ["customer_id", "opened_at", "id"])
    op.create_index("ix_cases_opened_at_id", "cases", ["opened_at", "id"])
    op.create_index("ix_cases_status_opened_at_id", "cases", ["status", "opened_at", "id"])
    op.create_index(
        "uq_cases_open_from",
        "cases",
        ["from_alert_id"],
        unique=True,
        sqlite_where=sa.text("status <> 'CLOSED'"),
        postgresql_where=sa.text("status <> 'CLOSED'"),
    )


def _case_alerts() -> None:
    op.create_table(
        "case_alerts",
        sa.Column("case_id", Id, nullable=False),
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("linked_at", UtcTime, nullable=False),
        sa.Column("linked_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "alert_id", name="pk_case_alerts"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"], ["alerts.id", "alerts.customer_id"], name="fk_case_alerts_alert_id_customer_id"
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "customer_id"], ["cases.id", "cases.customer_id"], name="fk_case_alerts_case_id_customer_id"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_alerts_alert_id", "case_alerts", ["alert_id"])


def _alert_comments() -> None:
    op.create_table(
        "alert_comments",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_alert_comments"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_alert_comments_alert_id_customer_id",
        ),
    )
    op.create_index("ix_alert_comments_alert_id_at_id", "alert_comments", ["alert_id", "at", "id"])


def _alert_history() -> None:
    op.create_table(
        "alert_history",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_alert_history"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_alert_history_alert_id_customer_id",
        ),
    )
    op.create_index("ix_alert_history_alert_id_at_id", "alert_history", ["alert_id", "at", "id"])


def _case_comments() -> None:
    op.create_table(
        "case_comments",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_case_comments"),
        sa.ForeignKeyConstraint(
            ["case_id", "customer_id"], ["cases.id", "cases.customer_id"], name="fk_case_comments_case_id_customer_id"
        ),
    )
    op.create_index("ix_case_comments_case_id_at_id", "case_comments", ["case_id", "at", "id"])


def _case_history() -> None:
    op.create_table(
        "case_history",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_case_history"),
        sa.ForeignKeyConstraint(
            ["case_id", "customer_id"], ["cases.id", "cases.customer_id"], name="fk_case_history_case_id_customer_id"
        ),
    )
    op.create_index("ix_case_history_case_id_at_id", "case_history", ["case_id", "at", "id"])
