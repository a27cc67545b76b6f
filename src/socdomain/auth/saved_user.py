"""Saving a user who was read in the same use case."""

from __future__ import annotations

from socdomain.auth.ports import AuthWork
from socdomain.auth.user import User
from socdomain.errors import ConcurrentChangeError, StaleVersionError


def save_user(work: AuthWork, after: User, *, read: User) -> None:
    """Replaces a user.

    Args:
        work: The unit of work.
        after: As they shall be.
        read: As the use case read them; its caller has seen no version.

    Raises:
        NotFoundError: There is none with that identifier.
        ConcurrentChangeError: Somebody else has changed them since; the use case can be tried again.
        NameTakenError: Somebody else has that address.
    """
    try:
        work.users.save(after, expected_version=read.version)
    except StaleVersionError as error:
        raise ConcurrentChangeError("the user is being changed by somebody else") from error
