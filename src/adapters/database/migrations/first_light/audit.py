"""Tables of the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime

KNOWN_TIMES = "at >= '0001-01-02Z' AND at < '9999-12-31Z'"
"""Beyond them the driver reads no time, and then neither list nor verification would say in which record."""


def create() -> None:
    """Creates them."""
    _audit_records()
    _audit_chains()
    _audit_signatures()


def _audit_records() -> None:
    op.create_table(
        "audit_records",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("by_kind", sa.Text, nullable=False),
        sa.Column("by_role", sa.Text, nullable=False),
        sa.Column("by_address", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("object_type", sa.Text, nullable=False),
        sa.Column("object_id", sa.Text, nullable=False),
        sa.Column("customer_id", Id),
        sa.Column("before", Json),
        sa.Column("after", Json),
        sa.Column("chain", Id, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_records"),
        sa.UniqueConstraint("chain", "sequence", name="uq_audit_records_chain_sequence"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_check_constraint("at_is_known", "audit_records", KNOWN_TIMES)
    for columns in (["at", "id"], ["customer_id", "at", "id"], ["object_id", "at", "id"]):
        op.create_index(f"ix_audit_records_{'_'.join(columns)}", "audit_records", columns)


def _audit_chains() -> None:
    op.create_table(
        "audit_chains",
        sa.Column("chain", Id, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("chain", name="pk_audit_chains"),
    )


def _audit_signatures() -> None:
    op.create_table(
        "audit_signatures",
        sa.Column("chain", Id, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("signed_at", UtcTime, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("chain", "kind", "sequence", name="pk_audit_signatures"),
    )
