"""What commands share: a prepared platform, and who the person at the machine is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser

from entrypoints.bootstrap import Platform, build, revision
from entrypoints.garbage import collect_less_often
from entrypoints.logs import configure_logs
from entrypoints.settings import Settings
from socdomain.auth.local_principal import local_principal
from socdomain.errors import StorageUnavailableError
from socdomain.principal import Principal


@contextmanager
def opened(settings: Settings, *, is_new: bool = False) -> Iterator[Platform]:
    """Opens the platform for the length of the block.

    Args:
        settings: What to build from.
        is_new: Whether the database may be empty still.

    Raises:
        StorageUnavailableError: The database is empty, and the command needs one that is not.
    """
    configure_logs(settings.log_level)
    platform = build(settings)
    collect_less_often()
    try:
        if not is_new and revision(platform) is None:
            raise StorageUnavailableError("there is no database yet; run `watchfloor migrate` or `watchfloor up` first")
        yield platform
    finally:
        platform.close()


def person_here() -> Principal:
    """Returns the principal that the command line acts as: whoever is signed in to this machine."""
    try:
        return local_principal(getuser())
    except (KeyError, OSError):
        # A container's user may have a number and no name.
        return local_principal("unnamed")
