"""Tables of scheduled jobs: what is due when, what was run, and who may run it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.database.metadata import Id, Json, UtcTime, metadata

_HAS_ENDED = text("ended_at IS NOT NULL")

schedules = Table(
    "schedules",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("job", Text, nullable=False),
    Column("interval_minutes", Integer),  # either this or the next two
    Column("cron", Text),
    Column("zone", Text),
    Column("counted_from", UtcTime, nullable=False),
    Column("next_due_at", UtcTime, index=True),  # null while it is paused
    Column("created_at", UtcTime, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("is_builtin", Boolean, nullable=False),
    Column("last_success_at", UtcTime),
    Column("last_error_at", UtcTime),
    Column("last_error", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

# A schedule can be removed, and its runs stay: there is no foreign key.
job_runs = Table(
    "job_runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("job", Text, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("cause", Text, nullable=False),
    Column("schedule_id", Id),
    Column("by_id", Id),
    Column("by_name", Text, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("ready_at", UtcTime, nullable=False),
    Column("status", Text, nullable=False),
    Column("queued_at", UtcTime),
    Column("started_at", UtcTime),  # of the first attempt; null where it was never tried
    Column("ended_at", UtcTime),
    Column("attempts", Json, nullable=False),
    Column("percent", SmallInteger, nullable=False),
    Column("phrase", Text, nullable=False),
    Column("counts", Json, nullable=False),
    Column("note", Text, nullable=False),
    Column("line_count", Integer, nullable=False),  # lines that it ever had: the next one has the next number
    Column("version", Integer, nullable=False),
    # Whoever plans a run of a schedule again meets this; it also serves the list of a schedule's runs.
    UniqueConstraint("schedule_id", "due_at"),
    # Ways of narrowing the list, in its order. Those with a status read the first page of each status and merge them:
    # what waits is looked for again and again, among a million runs that do not wait any more.
    Index(None, "due_at", "id"),
    Index(None, "job", "due_at", "id"),
    Index(None, "status", "due_at", "id"),
    Index(None, "schedule_id", "status", "due_at"),
    Index(None, "job", "status", "due_at", "id"),
    # What a scheduler looks for each second.
    Index(None, "status", "ready_at", "id"),
    Index("ix_job_runs_ended", "ended_at", sqlite_where=_HAS_ENDED, postgresql_where=_HAS_ENDED),
)

job_run_lines = Table(
    "job_run_lines",
    metadata,
    Column("run_id", Id, ForeignKey("job_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("text", Text, nullable=False),
)

# A row stays when its lease has ended: the next fence has to be greater. That of a single run goes with its end.
job_leases = Table(
    "job_leases",
    metadata,
    Column("key", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("expires_at", UtcTime, nullable=False),  # by the database's clock
)

# What happens once is that a row is added.
job_effects = Table(
    "job_effects",
    metadata,
    Column("run_id", Id, ForeignKey("job_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("effect_key", Text, primary_key=True),
)
