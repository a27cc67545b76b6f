"""How far connectors were read, and how many documents were found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds them; nothing was read yet."""
    op.create_table(
        "feed_positions",
        sa.Column("connector_id", Id, nullable=False),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("begins_at", UtcTime, nullable=False),
        sa.Column("read_until", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("connector_id", "feed", name="pk_feed_positions"),
        sa.ForeignKeyConstraint(
            ["connector_id"], ["connectors.id"], name="fk_feed_positions_connector_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "feed_counts",
        sa.Column("connector_id", Id, nullable=False),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("begins_at", UtcTime, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("connector_id", "feed", "begins_at", name="pk_feed_counts"),
        sa.ForeignKeyConstraint(
            ["connector_id"], ["connectors.id"], name="fk_feed_counts_connector_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_feed_counts_begins_at", "feed_counts", ["begins_at"])
