"""A session: what a sign-in begins and a sign-out ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from attrs import field, frozen

from socdomain.errors import NotSignedInError
from socdomain.ids import PrincipalId, SessionId

LONGEST_AGENT: Final = 200
LONGEST_ADDRESS: Final = 64
SESSION_LIFETIME: Final = timedelta(days=30)
IDLE_LIFETIME: Final = timedelta(days=7)
"""A session that nobody used for so long is over."""
STEP_LIFETIME: Final = timedelta(minutes=15)
"""How long a sign-in may stay unfinished."""
LAST_USE_EVERY: Final = timedelta(minutes=1)
"""The time of the last use is written down no more often."""


class SignInUnfinishedError(NotSignedInError):
    """Whoever asks has begun to sign in, and may do nothing but the next step of that."""

    def __init__(self) -> None:
        super().__init__("the sign-in is not done")


class SessionKind(StrEnum):
    """By what a caller shows that a session is theirs."""

    BEARER = "bearer"
    BROWSER = "browser"


class SignInStep(StrEnum):
    """How far a sign-in has come; what is not done is good for its next step only."""

    DONE = "done"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - a step


@frozen
class Place:
    """Where a call comes from.

    Attributes:
        address: The network address; empty for the machine itself.
        agent: What the client calls itself.
    """

    address: str = ""
    agent: str = ""

    @classmethod
    def of(cls, address: str, agent: str) -> Place:
        """Returns a place, cut to the lengths that are kept."""
        return cls(address[:LONGEST_ADDRESS], agent[:LONGEST_AGENT])


@frozen
class Session:
    """A session.

    Attributes:
        id: Identifier.
        user_id: Whose it is.
        kind: By what it is shown.
        step: How far the sign-in has come.
        user_epoch: The user's epoch when it began; it is over once the user's is another.
        created_at: When it began, aware UTC.
        last_used_at: When it was last used, to the minute, aware UTC.
        expires_at: When it is over at the latest, aware UTC.
        place: Where it was begun.
        ended_at: When somebody ended it; None while it goes on.
        secret_digest: SHA-256 of what a browser shows; None for bearers.
        csrf_digest: SHA-256 of what a browser's forms carry; None for bearers.
    """

    id: SessionId
    user_id: PrincipalId
    kind: SessionKind
    step: SignInStep
    user_epoch: int
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    place: Place
    ended_at: datetime | None = None
    secret_digest: bytes | None = field(default=None, repr=False)
    csrf_digest: bytes | None = field(default=None, repr=False)

    def is_live(self, now: datetime, *, user_epoch: int) -> bool:
        """Tells whether it can be used.

        Args:
            now: The present time.
            user_epoch: The user's epoch now.
        """
        if self.ended_at is not None or self.user_epoch != user_epoch:
            return False
        return now < min(self.expires_at, self.last_used_at + IDLE_LIFETIME)

    def is_use_noted(self, now: datetime) -> bool:
        """Tells whether the last use was written down so lately that this one need not be."""
        return now - self.last_used_at < LAST_USE_EVERY
