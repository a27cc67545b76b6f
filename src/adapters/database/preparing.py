"""From whatever there is to a database that the application can work with."""

from __future__ import annotations

from adapters.database.engine import database_user
from adapters.database.schema import migrate


def check_urls(application: str, *, owner: str = "", bootstrap: str = "") -> None:
    """Looks whether the URLs of one database can be, and fit each other; connects to nothing.

    Args:
        application: See ``prepare_database``.
        owner: See ``prepare_database``.
        bootstrap: See ``prepare_database``.

    Raises:
        InvalidInputError: They do not; its field is the setting.
    """
    if owner:
        # The driver takes 9 MiB, which a process on SQLite has no use for.
        from adapters.database.postgres_server import bootstrap_url, database_urls

        urls = database_urls(owner=owner, application=application)
        if bootstrap:
            bootstrap_url(bootstrap, *urls)


def prepare_database(application: str, *, owner: str = "", bootstrap: str = "") -> tuple[str, ...]:
    """Makes the database and its roles where the right to is lent, and migrates it; can be repeated.

    Args:
        application: The database as the role that works with it.
        owner: The same as the role that owns its tables; empty where the application's does.
        bootstrap: A role of the same server that may make roles and databases; empty where they are there.

    Returns:
        What was made and applied now, in a few words each, in this order.

    Raises:
        InvalidInputError: The URLs do not fit each other.
        WatchfloorError: See ``migrate`` and ``prepare_server``.
    """
    made: list[str] = []
    if bootstrap:
        from adapters.database.postgres_server import prepare_server

        server = prepare_server(bootstrap, owner=owner, application=application)
        made += [f"made the role {name}" for name in server.roles]
        made += [f"made the database {name}" for name in server.databases]
    applied = migrate(owner, application=database_user(application)) if owner else migrate(application)
    return (*made, *(f"applied migration {name}" for name in applied))
