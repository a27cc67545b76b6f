"""Legal holds on stored files, and for how long such files are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds them; nothing is held yet, and everything is kept for ever."""
    _legal_holds()
    op.create_table(
        "artifact_retention",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("keep_days", sa.Integer),
        sa.Column("changed_at", UtcTime, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_artifact_retention"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_artifact_retention_customer_id"),
    )


def _legal_holds() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("case_id", Id),
        sa.Column("artifact_id", Id),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("placed_at", UtcTime, nullable=False),
        sa.Column("placed_by", sa.Text, nullable=False),
        sa.Column("lifted_at", UtcTime),
        sa.Column("lifted_by", sa.Text, nullable=False),
        sa.Column("lift_reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_legal_holds_customer_id"),
        sa.ForeignKeyConstraint(
            ["case_id", "customer_id"], ["cases.id", "cases.customer_id"], name="fk_legal_holds_case_id_customer_id"
        ),
        sa.ForeignKeyConstraint(
            ["artifact_id", "customer_id"],
            ["artifacts.id", "artifacts.customer_id"],
            name="fk_legal_holds_artifact_id_customer_id",
        ),
    )
    for columns in (
        ["placed_at"],
        ["customer_id", "placed_at"],
        ["case_id", "placed_at"],
        ["artifact_id", "placed_at"],
    ):
        names = [*columns, "id"]
        op.create_index(f"ix_legal_holds_{'_'.join(names)}", "legal_holds", names)
    in_force = sa.text("lifted_at IS NULL")
    op.create_index(
        "ix_legal_holds_in_force", "legal_holds", ["customer_id"], sqlite_where=in_force, postgresql_where=in_force
    )
