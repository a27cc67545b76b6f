"""Making a database and its roles on a PostgreSQL server, where somebody lends the right to do so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from attrs import frozen
from psycopg import sql
from sqlalchemy import URL

from adapters import crash_points
from adapters.database.engine import database_url
from adapters.database.errors import translated
from adapters.database.postgres_reach import EVERYONE_SUFFIX
from socdomain.errors import InvalidInputError

_LOCK = (0x57464C4F, 1)
"""Keys of the advisory lock under which a server is prepared, in the database that the bootstrap URL names."""

_MOST_NAME_BYTES = 63
"""PostgreSQL cuts longer names short (https://www.postgresql.org/docs/current/limits.html)."""

_CREATE_DATABASE: Final = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
_LENT_ITSELF: Final = """
    SELECT FROM pg_auth_members JOIN pg_roles AS lent ON lent.oid = roleid JOIN pg_roles AS me ON me.oid = member
    WHERE lent.rolname = %s AND me.rolname = current_user AND grantor = member
"""


@frozen
class Prepared:
    """What was made on a server; names, in the order in which they were made.

    Attributes:
        roles: The roles.
        databases: The database, or nothing.
    """

    roles: tuple[str, ...]
    databases: tuple[str, ...]


def database_urls(*, owner: str | URL, application: str | URL) -> tuple[URL, URL]:
    """Returns one database as its owner and as the application; connects to nothing.

    Args:
        owner: See ``prepare_server``.
        application: See ``prepare_server``.

    Raises:
        InvalidInputError: One cannot be, or they do not fit each other; its field is the setting.
    """
    owners, works = _named(owner, "owner_database_url"), _named(application, "database_url")
    if owners.username == works.username:
        raise InvalidInputError("owner_database_url", "must name another user than the application's")
    if owners.database != works.database:
        raise InvalidInputError("owner_database_url", "must name the same database as the application's")
    return owners, works


def bootstrap_url(bootstrap: str | URL, owner: URL, application: URL) -> URL:
    """Returns the URL of who lends the right to begin; connects to nothing.

    Args:
        bootstrap: See ``prepare_server``.
        owner: See ``prepare_server``.
        application: See ``prepare_server``.

    Raises:
        InvalidInputError: It cannot be, or names the user of one of the others.
    """
    lends = _named(bootstrap, "bootstrap_database_url")
    if lends.username in (owner.username, application.username):
        raise InvalidInputError("bootstrap_database_url", "must name another user than the owner and the application")
    return lends


def prepare_server(bootstrap: str | URL, *, owner: str | URL, application: str | URL) -> Prepared:
    """Makes the database and its roles, as far as they are not there; can be repeated, also at the same time.

    Args:
        bootstrap: A role that may make databases and roles, with a database that is there.
        owner: The role that is to own the tables, with its password and the database.
        application: The role that is to work with them, with its password and the same database.

    Returns:
        What was made now.

    Raises:
        InvalidInputError: The URLs do not fit each other.
        StorageUnavailableError: The server cannot be reached, or refuses.
    """
    owners, works = database_urls(owner=owner, application=application)
    with _connected(bootstrap_url(bootstrap, owners, works)) as connection:
        connection.execute("SELECT pg_advisory_lock(%s, %s)", _LOCK)
        return Prepared(tuple(_make_roles(connection, owners, works)), tuple(_make_database(connection, owners)))


def _make_roles(connection: psycopg.Connection[Any], owner: URL, application: URL) -> Iterator[str]:
    everyone = f"{application.username}{EVERYONE_SUFFIX}"
    for url in (owner, application):
        if _make_role(connection, str(url.username), _sign_in(connection, url)):
            yield str(url.username)
    if _make_role(connection, everyone, sql.SQL("NOLOGIN")):
        yield everyone
    crash_points.reach("database.server.roles_made")
    member = "SELECT pg_has_role(%s, %s, 'MEMBER')"
    if connection.execute(member, (application.username, everyone)).fetchone() == (False,):
        # Taken when it is needed and not inherited, or the application would reach everyone always.
        _run(connection, "GRANT {} TO {} WITH INHERIT FALSE", everyone, application.username)


def _make_role(connection: psycopg.Connection[Any], name: str, sign_in: sql.Composable) -> bool:
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is not None:
        return False
    connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sign_in))
    return True


def _sign_in(connection: psycopg.Connection[Any], url: URL) -> sql.Composable:
    if url.password is None:
        # The server knows it by something else, such as a certificate or the user of the operating system.
        return sql.SQL("LOGIN")
    # Encrypted here, so that it stands neither in the server's log nor in its list of statements.
    name, password = str(url.username).encode(), str(url.password).encode()
    secret = connection.pgconn.encrypt_password(password, name, b"scram-sha-256").decode()
    return sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(secret))


def _make_database(connection: psycopg.Connection[Any], owner: URL) -> Iterator[str]:
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", (owner.database,)).fetchone() is None:
        if connection.execute("SELECT pg_has_role(%s, 'SET')", (owner.username,)).fetchone() == (False,):
            # Who is no superuser may give a database to a role only as a member of it.
            _run(connection, "GRANT {} TO CURRENT_USER", owner.username)
        _run(connection, _CREATE_DATABASE, owner.database, owner.username)
        crash_points.reach("database.server.database_made")
        yield str(owner.database)
    if connection.execute(_LENT_ITSELF, (owner.username,)).fetchone() is not None:
        # Also what was left by a run that was killed before it came to here.
        _run(connection, "REVOKE {} FROM CURRENT_USER", owner.username)


def _run(connection: psycopg.Connection[Any], statement: str, *names: str | None) -> None:
    connection.execute(sql.SQL(statement).format(*(sql.Identifier(str(name)) for name in names)))


@contextmanager
def _connected(url: URL) -> Iterator[psycopg.Connection[Any]]:
    # Databases cannot be made within a transaction.
    with translated():
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(dsn, autocommit=True, connect_timeout=10, application_name="watchfloor") as connection:
            yield connection


def _named(url: str | URL, setting: str) -> URL:
    try:
        parsed = database_url(url)
    except InvalidInputError as error:
        raise InvalidInputError(setting, error.reason) from None
    name, database = parsed.username, parsed.database
    if parsed.get_backend_name() != "postgresql" or not name or not database:
        raise InvalidInputError(setting, "must name a user and a database: postgresql://USER:PASSWORD@HOST/NAME")
    # There is a role beside the application's, whose name is longer.
    if len(name.encode()) > _MOST_NAME_BYTES - len(EVERYONE_SUFFIX):
        raise InvalidInputError(setting, f"names a user of more than {_MOST_NAME_BYTES - len(EVERYONE_SUFFIX)} bytes")
    if len(database.encode()) > _MOST_NAME_BYTES:
        raise InvalidInputError(setting, f"names a database of more than {_MOST_NAME_BYTES} bytes")
    return parsed
