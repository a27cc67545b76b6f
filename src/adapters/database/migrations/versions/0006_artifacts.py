"""Stored files, and what was done with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime

revision = "0006"
down_revision = "0005"

_TARGET = "uq_artifacts_id_customer_id"


def upgrade() -> None:
    """Adds them; there are none yet."""
    _artifacts()
    _uploads()
    _usage()
    _custody()


def _artifacts() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "artifacts",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("bucket", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("file_name", sa.LargeBinary, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary),
        sa.Column("collected_at", UtcTime, nullable=False),
        sa.Column("collected_by", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("agent_id", Id),
        sa.Column("case_id", Id),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("artifact_name", sa.Text, nullable=False),
        sa.Column("flow_id", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("verified_at", UtcTime),
        sa.Column("checked_at", UtcTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_artifacts"),
        sa.UniqueConstraint("bucket", "key", name="uq_artifacts_bucket_key"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_artifacts_customer_id"),
        sa.ForeignKeyConstraint(
            ["case_id", "customer_id"], ["cases.id", "cases.customer_id"], name="fk_artifacts_case_id_customer_id"
        ),
        *([sa.UniqueConstraint("id", "customer_id", name=_TARGET)] if is_sqlite else ()),
    )
    for columns in (
        ["collected_at"],
        ["customer_id", "collected_at"],
        ["agent_id", "collected_at"],
        ["case_id", "collected_at"],
    ):
        names = [*columns, "id"]
        op.create_index(f"ix_artifacts_{'_'.join(names)}", "artifacts", names)
    op.create_index("ix_artifacts_sha256", "artifacts", ["sha256"])
    for column in ("checked_at", "collected_at"):
        op.create_index(f"ix_artifacts_status_{column}_id", "artifacts", ["status", column, "id"])
    if not is_sqlite:
        # The key that links lead to is the youngest index, as that of alerts is, and for its reason.
        op.create_unique_constraint(_TARGET, "artifacts", ["id", "customer_id"])


def _uploads() -> None:
    op.create_table(
        "artifact_uploads",
        sa.Column("artifact_id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("upload", sa.Text, nullable=False),
        sa.Column("expires_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("artifact_id", name="pk_artifact_uploads"),
        sa.ForeignKeyConstraint(
            ["artifact_id", "customer_id"],
            ["artifacts.id", "artifacts.customer_id"],
            name="fk_artifact_uploads_artifact_id_customer_id",
        ),
    )
    op.create_index("ix_artifact_uploads_expires_at", "artifact_uploads", ["expires_at"])


def _usage() -> None:
    op.create_table(
        "artifact_usage",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("used_bytes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_artifact_usage"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_artifact_usage_customer_id"),
    )


def _custody() -> None:
    op.create_table(
        "artifact_custody",
        sa.Column("id", Id, nullable=False),
        sa.Column("artifact_id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_artifact_custody"),
        sa.ForeignKeyConstraint(
            ["artifact_id", "customer_id"],
            ["artifacts.id", "artifacts.customer_id"],
            name="fk_artifact_custody_artifact_id_customer_id",
        ),
    )
    op.create_index("ix_artifact_custody_artifact_id_at_id", "artifact_custody", ["artifact_id", "at", "id"])
