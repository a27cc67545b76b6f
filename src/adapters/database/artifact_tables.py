"""Tables of stored files, and of what was done with them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.database.metadata import Id, Json, UtcTime, metadata

_IN_FORCE = text("lifted_at IS NULL")

# An agent may become another customer's, and what was collected from it stays what it was: no key leads to agents.
artifacts = Table(
    "artifacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False),
    Column("bucket", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("file_name", LargeBinary, nullable=False),  # as it was given: UTF-8, with whatever no text column takes
    Column("content_type", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", LargeBinary),
    Column("collected_at", UtcTime, nullable=False),
    Column("collected_by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("agent_id", Id),
    Column("case_id", Id),
    Column("client_id", Text, nullable=False),
    Column("artifact_name", Text, nullable=False),
    Column("flow_id", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("verified_at", UtcTime),
    Column("checked_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("id", "customer_id"),
    UniqueConstraint("bucket", "key"),
    ForeignKeyConstraint(["case_id", "customer_id"], ["cases.id", "cases.customer_id"]),
    Index(None, "collected_at", "id"),
    Index(None, "customer_id", "collected_at", "id"),
    Index(None, "agent_id", "collected_at", "id"),
    Index(None, "case_id", "collected_at", "id"),
    Index(None, "sha256"),
    Index(None, "status", "checked_at", "id"),
    Index(None, "status", "collected_at", "id"),
)

# A file that comes by parts, while it does.
artifact_uploads = Table(
    "artifact_uploads",
    metadata,
    Column("artifact_id", Id, primary_key=True),
    Column("customer_id", Id, nullable=False),
    Column("by_id", Id, nullable=False),
    Column("upload", Text, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    ForeignKeyConstraint(["artifact_id", "customer_id"], ["artifacts.id", "artifacts.customer_id"]),
    Index(None, "expires_at"),
)

# How much of a customer's takes room: counted as it changes, since adding it up takes long for whoever stores much.
artifact_usage = Table(
    "artifact_usage",
    metadata,
    Column("customer_id", Id, ForeignKey("customers.id"), primary_key=True),
    Column("used_bytes", BigInteger, nullable=False),
)

artifact_custody = Table(
    "artifact_custody",
    metadata,
    Column("id", Id, primary_key=True),
    Column("artifact_id", Id, nullable=False),
    Column("customer_id", Id, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("detail", Json, nullable=False),
    ForeignKeyConstraint(["artifact_id", "customer_id"], ["artifacts.id", "artifacts.customer_id"]),
    Index(None, "artifact_id", "at", "id"),
)

# A hold is on one file, on a case, or on all that a customer has.
legal_holds = Table(
    "legal_holds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False),
    Column("case_id", Id),
    Column("artifact_id", Id),
    Column("reason", Text, nullable=False),
    Column("placed_at", UtcTime, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("lifted_at", UtcTime),  # null while it holds
    Column("lifted_by", Text, nullable=False),
    Column("lift_reason", Text, nullable=False),
    ForeignKeyConstraint(["case_id", "customer_id"], ["cases.id", "cases.customer_id"]),
    ForeignKeyConstraint(["artifact_id", "customer_id"], ["artifacts.id", "artifacts.customer_id"]),
    Index(None, "placed_at", "id"),
    Index(None, "customer_id", "placed_at", "id"),
    Index(None, "case_id", "placed_at", "id"),
    Index(None, "artifact_id", "placed_at", "id"),
    Index("ix_legal_holds_in_force", "customer_id", sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
)

artifact_retention = Table(
    "artifact_retention",
    metadata,
    Column("customer_id", Id, ForeignKey("customers.id"), primary_key=True),
    Column("keep_days", Integer),  # null for ever
    Column("changed_at", UtcTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
