"""Tables of cases, and of what people said and did."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.database.metadata import Id, Json, UtcTime, metadata

_OPEN = text("status <> 'CLOSED'")

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", Id, ForeignKey("customers.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("from_alert_id", Id, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("closed_at", UtcTime),
    Column("version", Integer, nullable=False),
    UniqueConstraint("customer_id", "number"),
    ForeignKeyConstraint(["from_alert_id", "customer_id"], ["alerts.id", "alerts.customer_id"]),
    # At most one open case was opened from an alert.
    Index("uq_cases_open_from", "from_alert_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index(None, "opened_at", "id"),
    Index(None, "customer_id", "opened_at", "id"),
    Index(None, "status", "opened_at", "id"),
)


def _to_case() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["case_id", "customer_id"], ["cases.id", "cases.customer_id"])


def _to_alert() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["alert_id", "customer_id"], ["alerts.id", "alerts.customer_id"])


case_alerts = Table(
    "case_alerts",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("alert_id", Id, primary_key=True),
    Column("customer_id", Id, nullable=False),
    Column("linked_at", UtcTime, nullable=False),
    Column("linked_by", Text, nullable=False),
    _to_case(),
    _to_alert(),
    Index(None, "alert_id"),
    sqlite_with_rowid=False,
)


def _comments(name: str, owner: str, to_owner: ForeignKeyConstraint) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Id, primary_key=True),
        Column("customer_id", Id, primary_key=True),
        Column(owner, Id, nullable=False),
        Column("at", UtcTime, nullable=False),
        Column("by", Text, nullable=False),
        Column("text", Text, nullable=False),
        to_owner,
        Index(None, owner, "at", "id"),
    )


def _history(name: str, owner: str, to_owner: ForeignKeyConstraint) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Id, primary_key=True),
        Column("customer_id", Id, primary_key=True),
        Column(owner, Id, nullable=False),
        Column("at", UtcTime, nullable=False),
        Column("by", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("before", Json, nullable=False),
        Column("after", Json, nullable=False),
        to_owner,
        Index(None, owner, "at", "id"),
    )


alert_comments = _comments("alert_comments", "alert_id", _to_alert())
alert_history = _history("alert_history", "alert_id", _to_alert())
case_comments = _comments("case_comments", "case_id", _to_case())
case_history = _history("case_history", "case_id", _to_case())
