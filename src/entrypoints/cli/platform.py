"""What commands share: settings, a platform that is ready for them, and who the person at the machine is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from typing import Any

import click
from attrs import frozen

from entrypoints.bootstrap import Platform, build, expected_revision, revision
from entrypoints.garbage import collect_less_often
from entrypoints.logs import configure_logs
from entrypoints.setting_rules import PREFIX, SettingsError
from entrypoints.settings import Settings, load_settings
from socdomain.auth.local_principal import local_principal
from socdomain.errors import InvalidInputError, WatchfloorError
from socdomain.principal import Principal


class NotReadyError(WatchfloorError):
    """The platform is not as a command needs it; says what to do first."""


@frozen
class Trouble:
    """Why a database cannot be worked on.

    Attributes:
        found: What is the matter.
        remedy: What to do about it.
    """

    found: str
    remedy: str


def current_settings(**given: Any) -> Settings:
    """Reads the settings of the command that runs; not before, so that help is shown whatever they are.

    Args:
        **given: See ``load_settings``.
    """
    return load_settings(data_dir=click.get_current_context().find_root().params["data_dir"], **given)


@contextmanager
def opened(settings: Settings, *, is_new: bool = False) -> Iterator[Platform]:
    """Opens the platform for the length of the block.

    Args:
        settings: What to build from.
        is_new: Whether the database need not be there, or as this version of the program needs it.

    Raises:
        NotReadyError: The database is not there, or an older or newer version's, and the command needs another.
        SettingsError: The address of the database cannot be.
    """
    configure_logs(settings.log_level)
    # Looking at something must not make it: a folder whose name is mistyped would be there from then on.
    if not is_new and (trouble := missing_file(settings)):
        raise NotReadyError(f"{trouble.found}; {trouble.remedy}")
    platform = _built(settings)
    collect_less_often()
    try:
        if not is_new and (trouble := other_version(platform)):
            raise NotReadyError(f"{trouble.found}; {trouble.remedy}")
        yield platform
    finally:
        platform.close()


def missing_file(settings: Settings) -> Trouble | None:
    """Tells whether an embedded database is not there yet."""
    file = settings.database_file
    if file is None or file.exists():
        return None
    return Trouble(f"there is no database at {file}", "run `watchfloor migrate` or `watchfloor up` first")


def other_version(platform: Platform) -> Trouble | None:
    """Tells whether the database is not of the version that this program needs."""
    present, needed = revision(platform), expected_revision()
    if present == needed:
        return None
    if present is None:
        return Trouble("the database is empty", "run `watchfloor migrate` or `watchfloor up` first")
    found = f"the database is at revision {present}, and this version of the program needs {needed}"
    # Revisions are numbered, with zeros in front.
    if present > needed:
        return Trouble(found, "use the version that migrated it, or a later one")
    return Trouble(found, "run `watchfloor migrate` first")


def person_here() -> Principal:
    """Returns the principal that the command line acts as: whoever is signed in to this machine."""
    try:
        return local_principal(getuser())
    except (KeyError, OSError):
        # A container's user may have a number and no name.
        return local_principal("unnamed")


def _built(settings: Settings) -> Platform:
    try:
        return build(settings)
    except InvalidInputError as error:
        # A value that only an adapter can judge, under the name by which it is set.
        raise SettingsError(f"{PREFIX}{error.field.upper()} {error.reason}") from error
