"""Bringing a database to its present tables."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, inspect

from adapters import crash_points
from adapters.database.engine import make_engine
from adapters.database.intents import INTENT, REACH, READS, WRITES
from adapters.database.metadata import metadata
from socdomain.errors import WatchfloorError
from socdomain.principal import Reach

_LOCK = (0x57464C4F, 0)
"""Keys of the advisory lock under which PostgreSQL is migrated; intake's locks have other second keys."""


class NewerSchemaError(WatchfloorError):
    """The database was migrated by a later version of the program, which this one would misunderstand.

    Args:
        revision: What the database is at.
    """

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is at revision {revision!r}, which this version does not know; "
            "use the version that migrated it, or a later one"
        )
        self.revision = revision


class ForeignTablesError(WatchfloorError):
    """The database was never migrated, and has tables that are called as ours; they are another program's.

    Args:
        tables: Their names.
    """

    def __init__(self, tables: Iterable[str]) -> None:
        super().__init__(f"the database holds tables of another program: {', '.join(tables)}; give us one of our own")


def migrate(url: str | URL, *, application: str | None = None) -> tuple[str, ...]:
    """Brings a database to the newest revision; all of it, or nothing.

    Processes that start together may all call it: one migrates, the others wait and find nothing left to do.

    Args:
        url: See ``make_engine``; on PostgreSQL with the role that owns the tables.
        application: On PostgreSQL the role that is to work with the tables; None where the same role does.

    Returns:
        The revisions that were applied now, in their order.

    Raises:
        NewerSchemaError: The database is further than this version of the program.
        ForeignTablesError: The database is another program's.
        StorageUnavailableError: The database cannot be reached.
        DatabaseRoleError: The application's role is not there, or row-level security would not hold it.
    """
    applied: list[str] = []
    engine = make_engine(url, pool_size=1)
    _make_private(engine.url)
    try:
        # A step that changes rows has to see them: the policies hold their owner too.
        options = {INTENT: WRITES, REACH: Reach.everyone()}
        with engine.connect().execution_options(**options) as connection, connection.begin():
            _lock(connection)
            _refuse_others(connection)
            config = _config()
            config.attributes["connection"] = connection
            config.attributes["on_version_apply"] = lambda *, step, **_: applied.append(step.up_revision_id)
            command.upgrade(config, "head")
            _guard(connection, application)
            crash_points.reach("database.schema.upgraded")
        crash_points.reach("database.schema.committed")
    finally:
        engine.dispose()
    return tuple(applied)


def current_revision(url: str | URL) -> str | None:
    """Returns the revision that a database is at; None for one that was never migrated.

    Raises:
        StorageUnavailableError: The database cannot be reached.
    """
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect().execution_options(**{INTENT: READS}) as connection:
            return _revision(connection)
    finally:
        engine.dispose()


def head_revision() -> str:
    """Returns the revision that this version of the program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("the program comes without migrations")
    return head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "adapters.database:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _make_private(url: URL) -> None:
    """Makes the file of a new SQLite database, for its owner alone; what belongs to it gets the same mode."""
    if url.get_backend_name() == "sqlite":
        # What cannot be made here SQLite cannot make either, and says so.
        with suppress(OSError):
            os.close(os.open(str(url.database), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _refuse_others(connection: Connection) -> None:
    revision = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is None:
        if theirs := sorted(metadata.tables.keys() & inspect(connection).get_table_names()):
            raise ForeignTablesError(theirs)
    elif revision not in known:
        raise NewerSchemaError(revision)


def _guard(connection: Connection, application: str | None) -> None:
    if connection.dialect.name == "postgresql":
        from adapters.database.postgres_rights import apply_rights

        apply_rights(connection, application)


def _lock(connection: Connection) -> None:
    # On SQLite the transaction itself, which began as a writing one, keeps others away.
    if connection.dialect.name == "postgresql":
        # Building an index takes as long as it takes, and so does waiting for who builds it.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK)
