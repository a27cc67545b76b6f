"""Jobs: schedules, runs with their lines and effects, leases; and what has become of what was asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds them; what stands in the outbox waits."""
    _schedules()
    _job_runs()
    _of_runs()
    _job_leases()
    op.add_column("outbox", sa.Column("sent_at", UtcTime))
    _partial_index("ix_outbox_waiting", "outbox", "id", "sent_at IS NULL")
    _partial_index("ix_outbox_sent", "outbox", "sent_at", "sent_at IS NOT NULL")


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
        sa.Column("interval_minutes", sa.Integer),
        sa.Column("cron", sa.Text),
        sa.Column("zone", sa.Text),
        sa.Column("counted_from", UtcTime, nullable=False),
        sa.Column("next_due_at", UtcTime),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("arguments", Json, nullable=False),
        sa.Column("is_builtin", sa.Boolean, nullable=False),
        sa.Column("last_success_at", UtcTime),
        sa.Column("last_error_at", UtcTime),
        sa.Column("last_error", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sa.UniqueConstraint("name", name="uq_schedules_name"),
    )
    op.create_index("ix_schedules_next_due_at", "schedules", ["next_due_at"])


def _job_runs() -> None:
    op.create_table(
        "job_runs",
        sa.Column("id", Id, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
        sa.Column("arguments", Json, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("schedule_id", Id),
        sa.Column("by_id", Id),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("due_at", UtcTime, nullable=False),
        sa.Column("ready_at", UtcTime, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("queued_at", UtcTime),
        sa.Column("started_at", UtcTime),
        sa.Column("ended_at", UtcTime),
        sa.Column("attempts", Json, nullable=False),
        sa.Column("percent", sa.SmallInteger, nullable=False),
        sa.Column("phrase", sa.Text, nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("line_count", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job_runs"),
        sa.UniqueConstraint("schedule_id", "due_at", name="uq_job_runs_schedule_id_due_at"),
    )
    for columns in (
        ["due_at", "id"],
        ["job", "due_at", "id"],
        ["status", "due_at", "id"],
        ["schedule_id", "status", "due_at"],
        ["job", "status", "due_at", "id"],
        ["status", "ready_at", "id"],
    ):
        op.create_index(f"ix_job_runs_{'_'.join(columns)}", "job_runs", columns)
    _partial_index("ix_job_runs_ended", "job_runs", "ended_at", "ended_at IS NOT NULL")


def _of_runs() -> None:
    op.create_table(
        "job_run_lines",
        sa.Column("run_id", Id, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "number", name="pk_job_run_lines"),
        sa.ForeignKeyConstraint(["run_id"], ["job_runs.id"], name="fk_job_run_lines_run_id", ondelete="CASCADE"),
    )
    op.create_table(
        "job_effects",
        sa.Column("run_id", Id, nullable=False),
        sa.Column("effect_key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "effect_key", name="pk_job_effects"),
        sa.ForeignKeyConstraint(["run_id"], ["job_runs.id"], name="fk_job_effects_run_id", ondelete="CASCADE"),
    )


def _job_leases() -> None:
    op.create_table(
        "job_leases",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("expires_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_job_leases"),
    )


def _partial_index(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
