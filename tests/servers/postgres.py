"""PostgreSQL for tests: one server a run, databases copied from a migrated template."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, LiteralString
from urllib.parse import urlsplit, urlunsplit

import psycopg
from attrs import frozen
from psycopg import sql

from tests.servers.run_folder import RunFolder, exclusive

START_TIMEOUT_S: Final = 60.0

OWNER: Final = "watchfloor_owner"
"""The role that owns the tables of tests' databases."""

APPLICATION: Final = "watchfloor"
"""The role that tests work as: row-level security holds it, as it does in production."""

_TEMPLATE: Final = "watchfloor_template"


class ServerStartError(RuntimeError):
    """The keeper of a server ended before the server answered."""


@frozen
class PostgresServer:
    """A running server; its life is that of the run folder."""

    admin_dsn: str

    def dsn(self, database: str) -> str:
        """The URL of another database of this server, as the administrator."""
        return urlunsplit(urlsplit(self.admin_dsn)._replace(path=f"/{database}"))

    def dsn_as(self, role: str, database: str) -> str:
        """The URL of a database as another role, which has or will have the administrator's password."""
        admin = urlsplit(self.admin_dsn)
        host = admin.netloc.rpartition("@")[2]
        return urlunsplit(admin._replace(netloc=f"{role}:{admin.password}@{host}", path=f"/{database}"))

    def execute(self, statement: LiteralString, *names: str) -> None:
        """Run a statement as the administrator, outside a transaction; `{}` stands for each quoted name."""
        composed = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self.admin_dsn, autocommit=True) as connection:
            connection.execute(composed)


def postgres_server(run: RunFolder, *, is_durable: bool = False) -> PostgresServer:
    """The server of this run, started by whoever asks first.

    Args:
        run: The run whose processes share it.
        is_durable: With PostgreSQL's own settings and its files on the disk of the temporary folder, as measurements
            need it. Tests ask for a fast one.

    Raises:
        ServerStartError: The server did not come up; carries what it wrote.
    """
    kind = "durable" if is_durable else "fast"
    folder = run.path / f"postgres-{kind}"
    with exclusive(run.path / f"postgres-{kind}.lock"):
        if not (folder / "dsn").exists():
            _start_keeper(folder, run.alive_lock, kind)
        return PostgresServer((folder / "dsn").read_text())


def _start_keeper(folder: Path, alive_lock: Path, kind: str) -> None:
    # A first try that failed may have left the folder.
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    log = folder.with_suffix(".log")
    script = Path(__file__).with_name("postgres_keeper.py")
    with log.open("wb") as messages:
        keeper = subprocess.Popen(
            [sys.executable, "-P", script, folder, alive_lock, kind],
            stdin=subprocess.DEVNULL,
            stdout=messages,
            stderr=messages,
            start_new_session=True,
        )
    give_up_at = time.monotonic() + START_TIMEOUT_S
    while not (folder / "dsn").exists():
        if keeper.poll() is not None or time.monotonic() > give_up_at:
            raise ServerStartError(log.read_text(errors="replace"))
        time.sleep(0.01)
    # The keeper outlives this process on purpose; without this line Python would warn about it at exit.
    keeper.returncode = 0


Prepare = Callable[[PostgresServer, str], object]
"""Makes a database of this name on the server, migrated, and the roles for it."""


def postgres_template(server: PostgresServer, run: RunFolder, prepare: Prepare) -> str:
    """The name of a migrated database to copy from, made once a run.

    Args:
        server: Where it is made.
        run: The run whose workers share it.
        prepare: Called once in a run; the database is not there.
    """
    made = run.path / "postgres.template"
    with exclusive(run.path / "postgres-template.lock"):
        if not made.exists():
            server.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", _TEMPLATE)
            prepare(server, _TEMPLATE)
            # A database that somebody is connected to cannot be copied.
            server.execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", _TEMPLATE)
            made.touch()
    return _TEMPLATE


@contextlib.contextmanager
def postgres_database_from_template(
    server: PostgresServer, template: str, name: str, *, owner: str = "postgres"
) -> Iterator[str]:
    """A database of its own: a copy of the template for as long as the context lasts.

    A copy has exactly what the migrations left, seeds and sequences included, whatever the test before it did. It was
    measured against emptying one database (docs/decisions/0003-tests-run-on-real-postgresql.md).

    Args:
        server: Where it is made.
        template: The migrated database, or `template1` for an empty one.
        name: The new database's name; nobody else may use it at the same time.
        owner: The role that is to own it.

    Yields:
        The URL of the database, as the administrator.
    """
    server.execute("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY", name, owner, template)
    try:
        yield server.dsn(name)
    finally:
        server.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
