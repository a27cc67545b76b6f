"""Tables of customers, sources and what every unit of work writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime


def create() -> None:
    """Creates them."""
    _customers()
    _customer_codes()
    _outbox()
    _once_keys()
    _change_head()
    _sources()
    _rejected_events()


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", Id, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("last_case_number", sa.Integer, nullable=False, server_default="0"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_index("ix_customers_created_at_id", "customers", ["created_at", "id"])


def _customer_codes() -> None:
    op.create_table(
        "customer_codes",
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("ordinal", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("folded", name="pk_customer_codes"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_customer_codes_customer_id"),
    )
    op.create_index("ix_customer_codes_customer_id", "customer_codes", ["customer_id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("arguments", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )


def _once_keys() -> None:
    op.create_table(
        "once_keys",
        sa.Column("principal_id", Id, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request_digest", sa.LargeBinary, nullable=False),
        sa.Column("created_id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("principal_id", "key", name="pk_once_keys"),
    )
    op.create_index("ix_once_keys_at", "once_keys", ["at"])


def _change_head() -> None:
    op.create_table(
        "change_head",
        sa.Column("id", sa.SmallInteger, nullable=False, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change_head"),
    )


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("mapping", Json, nullable=False),
        sa.Column("changed_at", UtcTime, nullable=False),
        sa.Column("default_customer_id", Id),
        sa.Column("minimum_severity", sa.SmallInteger),
        sa.Column("minimum_level", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
        sa.ForeignKeyConstraint(["default_customer_id"], ["customers.id"], name="fk_sources_default_customer_id"),
    )


def _rejected_events() -> None:
    op.create_table(
        "rejected_events",
        sa.Column("id", Id, nullable=False),
        sa.Column("received_at", UtcTime, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("instance", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("beginning", sa.LargeBinary, nullable=False),
        sa.Column("rest", sa.LargeBinary),
        sa.Column("customer_id", Id),
        sa.Column("sent_by", sa.Text, nullable=False),
        sa.Column("sent_for", Id),
        sa.Column("sent_within", Json),
        sa.Column("backfill", sa.Boolean, nullable=False),
        sa.Column("skip_minimum", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rejected_events"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_rejected_events_customer_id"),
        sa.ForeignKeyConstraint(["sent_for"], ["customers.id"], name="fk_rejected_events_sent_for"),
    )
    op.create_index(
        "ix_rejected_events_customer_id_received_at_id", "rejected_events", ["customer_id", "received_at", "id"]
    )
    op.create_index("ix_rejected_events_received_at_id", "rejected_events", ["received_at", "id"])
    for column in ("reason", "source"):
        columns = [column, "received_at", "id"]
        op.create_index(f"ix_rejected_events_{'_'.join(columns)}", "rejected_events", columns)
