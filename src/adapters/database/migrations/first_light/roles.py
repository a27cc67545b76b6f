"""The table of roles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Json


def create() -> None:
    """Creates it."""
    op.create_table(
        "roles",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_roles"),
    )
