"""Wires the use cases to adapters; the only file that knows concrete adapters."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from adapters.aside import on_a_thread
from adapters.clock import SystemClock
from adapters.database import SqlWorks, current_revision, database_user, head_revision, migrate, sql_works
from adapters.ids import Uuid7Ids
from adapters.secrets.argon2_hasher import Argon2Hasher
from adapters.secrets.key_file import read_key, read_or_create_key
from adapters.secrets.password_maker import RandomPasswords
from entrypoints.container import Container
from entrypoints.settings import Settings
from socdomain.auth.ports import TokenSigner
from socdomain.errors import ConcurrentChangeError
from socdomain.startup.ensure_administrator import EnsureAdministrator, FirstAdministrator
from socdomain.startup.ensure_sources import EnsureSources

if TYPE_CHECKING:
    from adapters.database.postgres_rights import Standing

T = TypeVar("T")
_ATTEMPTS = 5

KEYS = ("access_token", "cursor")
"""Keys of a platform, each a file in the data folder."""


@frozen
class Platform:
    """One process's adapters and use cases.

    Attributes:
        settings: What it was built from.
        container: The use cases.
        works: The database.
    """

    settings: Settings
    container: Container
    works: SqlWorks

    @property
    def cursor_key(self) -> bytes:
        """32 bytes from which the key of cursors is made; the file is made with them if it is not there."""
        return _key(self.settings, "cursor")

    def close(self) -> None:
        """Lets go of connections."""
        self.works.close()


def build(settings: Settings) -> Platform:
    """Makes a process's adapters and use cases; nothing connects, and no file is made, until it is used.

    Args:
        settings: What to build from.
    """
    clock, ids = SystemClock(), Uuid7Ids()
    works = sql_works(settings.url, ids=ids, clock=clock, pool_size=settings.database_pool_size)
    container = Container(
        work=works,
        reading=works.reading,
        clock=clock,
        ids=ids,
        hasher=Argon2Hasher(),
        make_signer=cache(partial(_signer, settings)),
        max_document_bytes=settings.max_document_bytes,
        event_retention=timedelta(days=settings.event_retention_days),
        begin=on_a_thread,
    )
    return Platform(settings, container, works)


def _signer(settings: Settings) -> TokenSigner:
    # Cryptography takes 10 MiB, which commands that sign nobody in have no use for.
    from adapters.secrets.token_signer import JwtSigner

    return JwtSigner(_key(settings, "access_token"))


def _key(settings: Settings, name: str) -> bytes:
    return read_or_create_key(_key_file(settings, name))


def _key_file(settings: Settings, name: str) -> Path:
    return settings.data_dir / "keys" / f"{name}.key"


def check_keys(settings: Settings) -> None:
    """Makes sure that the keys which are there can be used, and makes none.

    Raises:
        KeyFileError: One of them cannot.
    """
    for name in KEYS:
        if (path := _key_file(settings, name)).exists():
            read_key(path)


@frozen
class Prepared:
    """What preparing did.

    Attributes:
        migrations: Names of the migrations that were applied now.
        sources: Names of the sources that were added now.
        administrator: The administrator who was added now, with the password to show once.
    """

    migrations: tuple[str, ...]
    sources: tuple[str, ...]
    administrator: FirstAdministrator | None


def prepare(platform: Platform) -> Prepared:
    """Brings the database up to date and makes sure that what everybody needs is there; can be repeated."""
    container = platform.container
    platform.settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in KEYS:
        _key(platform.settings, name)
    migrations = prepare_database(platform.settings)
    sources = _repeated(EnsureSources(container.work, container.clock, container.ids).execute)
    administrator = _repeated(
        EnsureAdministrator(container.work, container.clock, container.ids, container.hasher, RandomPasswords()).execute
    )
    return Prepared(tuple(migrations), sources, administrator)


def _repeated(execute: Callable[[], T]) -> T:
    """Does a step again when another process that prepares was first, and finds it done."""
    for _ in range(_ATTEMPTS - 1):
        with suppress(ConcurrentChangeError):
            return execute()
    return execute()


def prepare_database(settings: Settings) -> tuple[str, ...]:
    """Makes the database and its roles where the settings lend the right to, and migrates it; can be repeated.

    Returns:
        The migrations that were applied now.
    """
    owner = settings.owner_database_url
    if not owner:
        return migrate(settings.url)
    if settings.bootstrap_database_url:
        # The driver takes 9 MiB, which a process on SQLite has no use for.
        from adapters.database.postgres_server import prepare_server

        prepare_server(settings.bootstrap_database_url, owner=owner, application=settings.url)
    return migrate(owner, application=database_user(settings.url))


def database_role(settings: Settings) -> Standing | None:
    """Tells what the role that works with the database is to its tables; None where there are no roles."""
    if settings.is_embedded:
        return None
    from adapters.database.postgres_rights import standing

    return standing(settings.url)


def revision(platform: Platform) -> str | None:
    """Returns the migration that the database is at; None for an empty one."""
    return current_revision(platform.settings.url)


def expected_revision() -> str:
    """Returns the migration that this version of the program needs."""
    return head_revision()
