"""What Alembic runs: the steps, in the transaction of the connection that it is given."""

from __future__ import annotations

from alembic import context

# Nothing reads a URL here: whoever migrates has a connection, and holds the lock that keeps others from migrating.
context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    transaction_per_migration=False,
    on_version_apply=context.config.attributes["on_version_apply"],
)
context.run_migrations()
