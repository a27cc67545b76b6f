"""Bringing a database to its present tables."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection

from adapters import crash_points
from adapters.database.engine import INTENT, READS, WRITES, make_engine
from socdomain.errors import WatchfloorError

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


def migrate(url: str | URL) -> tuple[str, ...]:
    """Brings a database to the newest revision; all of it, or nothing.

    Processes that start together may all call it: one migrates, the others wait and find nothing left to do.

    Args:
        url: See ``make_engine``.

    Returns:
        The revisions that were applied now, in their order.

    Raises:
        NewerSchemaError: The database is further than this version of the program.
        StorageUnavailableError: The database cannot be reached.
    """
    applied: list[str] = []
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect().execution_options(**{INTENT: WRITES}) as connection, connection.begin():
            _lock(connection)
            _refuse_newer(connection)
            config = _config()
            config.attributes["connection"] = connection
            config.attributes["on_version_apply"] = lambda *, step, **_: applied.append(step.up_revision_id)
            command.upgrade(config, "head")
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


def _refuse_newer(connection: Connection) -> None:
    revision = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerSchemaError(revision)


def _lock(connection: Connection) -> None:
    # On SQLite the transaction itself, which began as a writing one, keeps others away.
    if connection.dialect.name == "postgresql":
        # Building an index takes as long as it takes, and so does waiting for who builds it.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK)
