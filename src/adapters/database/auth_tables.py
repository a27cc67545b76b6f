"""Tables of users, their sessions, the keys of machines, and attempts to sign in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from adapters.database.metadata import Id, Json, UtcTime, metadata

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", Text, nullable=False),
    Column("login_folded", Text, nullable=False, unique=True),
    Column("email", Text),
    Column("email_folded", Text, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, ForeignKey("roles.name"), nullable=False, index=True),
    Column("customers", Json),  # null means everyone's
    Column("created_at", UtcTime, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("disabled_at", UtcTime),
    Column("is_system", Boolean, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "created_at", "id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("user_epoch", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("last_used_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("ended_at", UtcTime),
    Column("secret_digest", LargeBinary, unique=True),
    Column("csrf_digest", LargeBinary),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("session_id", Id, ForeignKey("sessions.id"), nullable=False, index=True),
    Column("issued_at", UtcTime, nullable=False),
    Column("spent_at", UtcTime),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_digest", LargeBinary, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("customers", Json),  # null means everyone's
    Column("source", Text),
    Column("created_by", Id, ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("last_used_at", UtcTime),
    Column("revoked_at", UtcTime),
    Index(None, "created_at", "id"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("attempt_count", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False, index=True),
    Column("next_at", UtcTime, nullable=False),
)
