"""Wires the use cases to adapters; the only file that knows concrete adapters."""

from __future__ import annotations

from attrs import frozen

from adapters.aside import on_a_thread
from adapters.clock import SystemClock
from adapters.database import SqlWorks, current_revision, head_revision, migrate, sql_works
from adapters.ids import Uuid7Ids
from adapters.secrets.argon2_hasher import Argon2Hasher
from adapters.secrets.key_file import read_or_create_key
from adapters.secrets.password_maker import RandomPasswords
from adapters.secrets.token_signer import JwtSigner
from entrypoints.container import Container
from entrypoints.settings import Settings
from socdomain.startup.ensure_administrator import EnsureAdministrator, FirstAdministrator
from socdomain.startup.ensure_sources import EnsureSources


@frozen
class Platform:
    """One process's adapters and use cases.

    Attributes:
        settings: What it was built from.
        container: The use cases.
        works: The database.
        cursor_key: 32 bytes that authenticate cursors.
    """

    settings: Settings
    container: Container
    works: SqlWorks
    cursor_key: bytes

    def close(self) -> None:
        """Lets go of connections."""
        self.works.close()


def build(settings: Settings) -> Platform:
    """Makes a process's adapters and use cases; nothing connects until it is used.

    Args:
        settings: What to build from.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock, ids = SystemClock(), Uuid7Ids()
    works = sql_works(settings.url, ids=ids, clock=clock, pool_size=settings.database_pool_size)
    keys = settings.data_dir / "keys"
    container = Container(
        work=works,
        reading=works.reading,
        clock=clock,
        ids=ids,
        hasher=Argon2Hasher(),
        signer=JwtSigner(read_or_create_key(keys / "access_token.key")),
        max_document_bytes=settings.max_document_bytes,
        begin=on_a_thread,
    )
    return Platform(settings, container, works, read_or_create_key(keys / "cursor.key"))


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
    migrations = migrate(platform.settings.url)
    sources = EnsureSources(container.work, container.clock, container.ids).execute()
    administrator = EnsureAdministrator(
        container.work, container.clock, container.ids, container.hasher, RandomPasswords()
    ).execute()
    return Prepared(tuple(migrations), sources, administrator)


def revision(platform: Platform) -> str | None:
    """Returns the migration that the database is at; None for an empty one."""
    return current_revision(platform.settings.url)


def expected_revision() -> str:
    """Returns the migration that this version of the program needs."""
    return head_revision()
