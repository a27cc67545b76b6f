"""Wires the use cases to adapters; beside it the other ``bootstrap_*`` alone know concrete ones."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from attrs import frozen

from adapters import crash_points
from adapters.aside import on_a_thread
from adapters.clock import SystemClock
from adapters.database import SqlWorks, current_revision, head_revision, preparing, sql_works
from adapters.ids import Uuid7Ids
from adapters.secrets.argon2_hasher import Argon2Hasher
from adapters.secrets.password_maker import RandomPasswords
from adapters.secrets.platform_keys import KeyMissingError, PlatformKeys
from adapters.secrets.secret_maker import RandomSecrets
from adapters.secrets.zxcvbn_rating import ZxcvbnRating
from entrypoints.audit_use_cases import AuditUseCases
from entrypoints.bootstrap_connectors import connector_use_cases
from entrypoints.bootstrap_jobs import job_use_cases
from entrypoints.bootstrap_objects import artifact_use_cases, object_store
from entrypoints.container import Container
from entrypoints.given_keys import KEYS, GivenKey, GivenKeyError
from entrypoints.setting_rules import PREFIX, SettingsError
from entrypoints.settings import Settings
from socdomain.audit.ports import AuditKeys
from socdomain.audit.stored_anchors import StoredAnchors
from socdomain.auth.ports import TokenSigner
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.object_store import ObjectStore
from socdomain.sealed import SealsSecrets

if TYPE_CHECKING:
    from adapters.database.postgres_rights import Standing


@frozen
class Platform:
    """One process's adapters and use cases.

    Attributes:
        settings: What it was built from.
        container: The use cases.
        works: The database.
        objects: Where files are kept.
    """

    settings: Settings
    container: Container
    works: SqlWorks
    objects: ObjectStore

    @property
    def cursor_key(self) -> bytes:
        """32 bytes from which the key of cursors is made."""
        return platform_keys(self.settings).key("cursor")

    def secret_box(self) -> SealsSecrets:
        """Returns what seals and opens secrets, with all keys that there are."""
        return self.container.connectors.make_box()

    def require_keys(self) -> None:
        """Looks whether every key is there that the platform needs, and makes none.

        Raises:
            WatchfloorError: One is nowhere, or cannot be used.
        """
        for name in check_keys(self.settings):
            raise KeyMissingError(name, _how_to_give(name))

    def require_buckets(self) -> None:
        """Looks whether every bucket is there, and makes none.

        Raises:
            NotFoundError: One is not.
            StorageUnavailableError: The object store fails.
        """
        for name in self.settings.buckets:
            # Nothing has such a key, so that there is no list to wait for.
            next(self.objects.list(name, "nothing/is/here/"), None)

    def close(self) -> None:
        """Lets go of connections."""
        self.works.close()


def build(settings: Settings) -> Platform:
    """Makes a process's adapters and use cases; nothing connects, and no file is made, until it is used.

    Args:
        settings: What to build from.

    Raises:
        InvalidInputError: A URL of the database cannot be, or two of them do not fit each other.
        StorageUnavailableError: The file of CAs for the object store cannot be used.
    """
    preparing.check_urls(settings.url, **_of_a_server(settings))
    clock, ids = SystemClock(), Uuid7Ids()
    objects = object_store(settings)
    works = sql_works(settings.url, ids=ids, clock=clock, pool_size=settings.database_pool_size)
    container = Container(
        work=works,
        reading=works.reading,
        clock=clock,
        ids=ids,
        hasher=Argon2Hasher(),
        rating=ZxcvbnRating(),
        passwords=RandomPasswords(),
        secrets=RandomSecrets(),
        make_signer=cache(partial(_signer, settings)),
        audit=_audit(settings, works, objects, clock, ids),
        jobs=job_use_cases(settings, works, clock, ids),
        connectors=connector_use_cases(settings, works, clock, ids, partial(platform_keys, settings)),
        artifacts=artifact_use_cases(settings, works, objects, clock, ids),
        max_document_bytes=settings.max_document_bytes,
        event_retention=timedelta(days=settings.event_retention_days),
        collect_overlap=timedelta(minutes=settings.collect_overlap_minutes),
        begin=on_a_thread,
    )
    return Platform(settings, container, works, objects)


def _audit(settings: Settings, works: SqlWorks, objects: ObjectStore, clock: Clock, ids: Ids) -> AuditUseCases:
    return AuditUseCases(
        work=works,
        reading=works.reading,
        clock=clock,
        ids=ids,
        make_keys=cache(partial(audit_keys, settings)),
        anchors=StoredAnchors(objects, settings.bucket_audit_anchors),
        retention=timedelta(days=settings.audit_retention_days),
    )


def audit_keys(settings: Settings) -> AuditKeys:
    """Returns what signs the audit log and evidence bundles, and knows what was signed."""
    # As below: only what signs or verifies has a use for it.
    from adapters.secrets.ed25519 import Ed25519Keys

    keys = platform_keys(settings)
    return Ed25519Keys(keys.key("audit"), keys.retired("audit"))


def _signer(settings: Settings) -> TokenSigner:
    # Cryptography takes 10 MiB, which commands that sign nobody in have no use for.
    from adapters.secrets.token_signer import JwtSigner

    return JwtSigner(platform_keys(settings).key("access_token"))


def platform_keys(settings: Settings) -> PlatformKeys:
    """Returns what finds each of ``KEYS``; those of the embedded default are made where they are missing."""
    return PlatformKeys(
        settings.key_folder,
        makes_missing=settings.is_embedded,
        given={name: partial(_given_key, name, given) for name, given in settings.keys.items()},
        remedy=_how_to_give,
    )


def _given_key(name: str, given: GivenKey) -> bytes:
    try:
        return given.read()
    except GivenKeyError as error:
        raise SettingsError(f"{PREFIX}{name.upper()}_KEY {error}") from error


def _how_to_give(name: str) -> str:
    variable = f"{PREFIX}{name.upper()}_KEY"
    return (
        "run `watchfloor keys generate`, which makes the files of missing keys, "
        f"or set {variable} (base64 of 32 random bytes) or {variable}_FILE"
    )


def generate_keys(settings: Settings) -> tuple[str, ...]:
    """Makes a file for each key that is missing, and returns the names of those that were made now."""
    return platform_keys(settings).make_missing(KEYS)


def check_keys(settings: Settings) -> tuple[str, ...]:
    """Makes sure that the keys which are there can be used, and returns the names of those that are nowhere.

    Raises:
        KeyFileError: One of them cannot.
        SettingsError: A given one cannot.
    """
    return platform_keys(settings).check(KEYS)


def make_keys(settings: Settings) -> tuple[str, ...]:
    """Makes the keys that may be made and are missing, and returns their names.

    Raises:
        WatchfloorError: One that has to be given is nowhere, or one cannot be used.
    """
    keys = platform_keys(settings)
    made = keys.make_missing(KEYS) if keys.makes_missing else ()
    for name in keys.check(KEYS):
        raise KeyMissingError(name, _how_to_give(name))
    return made


def step_ended() -> None:
    """Is passed after each step of preparing a platform."""
    crash_points.reach("startup.step.ended")


def prepare_database(settings: Settings) -> tuple[str, ...]:
    """Makes the database and its roles where the settings lend the right to, and migrates it; can be repeated.

    Returns:
        What was made and applied now, in a few words each.
    """
    return preparing.prepare_database(settings.url, **_of_a_server(settings))


def _of_a_server(settings: Settings) -> dict[str, str]:
    return {"owner": settings.owner_database_url, "bootstrap": settings.bootstrap_database_url}


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
