"""Wires the use cases to adapters; the only file that knows concrete adapters."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from attrs import frozen

from adapters.aside import on_a_thread
from adapters.audit_anchors import FolderAnchors
from adapters.clock import SystemClock
from adapters.database import SqlWorks, current_revision, head_revision, migrate, sql_works
from adapters.ids import Uuid7Ids
from adapters.secrets.argon2_hasher import Argon2Hasher
from adapters.secrets.key_file import read_key, read_or_create_key
from adapters.secrets.password_maker import RandomPasswords
from entrypoints.audit_use_cases import AuditUseCases
from entrypoints.container import Container
from entrypoints.settings import Settings
from socdomain.audit.ports import AuditKeys
from socdomain.auth.ports import TokenSigner
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.startup.ensure_administrator import EnsureAdministrator, FirstAdministrator
from socdomain.startup.ensure_sources import EnsureSources

KEYS = ("access_token", "audit", "cursor")
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
        audit=_audit(settings, works, clock, ids),
        max_document_bytes=settings.max_document_bytes,
        event_retention=timedelta(days=settings.event_retention_days),
        begin=on_a_thread,
    )
    return Platform(settings, container, works)


def _audit(settings: Settings, works: SqlWorks, clock: Clock, ids: Ids) -> AuditUseCases:
    return AuditUseCases(
        work=works,
        reading=works.reading,
        clock=clock,
        ids=ids,
        make_keys=cache(partial(_audit_keys, settings)),
        anchors=FolderAnchors(settings.data_dir / "audit_anchors"),
        retention=timedelta(days=settings.audit_retention_days),
    )


def _audit_keys(settings: Settings) -> AuditKeys:
    # As below: only what signs or verifies has a use for it.
    from adapters.secrets.ed25519 import Ed25519Keys

    return Ed25519Keys(_key(settings, "audit"))


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
