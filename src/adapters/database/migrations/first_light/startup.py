"""Tables of what comes with the product."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Json


def create() -> None:
    """Creates them."""
    op.create_table(
        "seeds",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_seeds"),
    )
    op.create_table(
        "connector_catalogue",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name="pk_connector_catalogue"),
    )
