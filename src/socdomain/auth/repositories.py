"""What is kept about users, their sessions, the keys of machines, and attempts to sign in.

All of it belongs to the platform, not to a customer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from attrs import evolve, frozen

from socdomain.auth.api_key import ApiKey
from socdomain.auth.attempts import Attempts
from socdomain.auth.role import Role
from socdomain.auth.session import Session, SignInStep
from socdomain.auth.tokens import RefreshToken
from socdomain.auth.user import User
from socdomain.ids import KeyId, PrincipalId, SessionId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal


@frozen
class Standing:
    """A session with all that says whether it can be used, and for what."""

    session: Session
    user: User
    role: Role

    def is_good(self, now: datetime) -> bool:
        """Tells whether its user may use it."""
        is_live = self.session.is_live(now, user_epoch=self.user.epoch)
        return is_live and not (self.user.is_disabled or self.user.is_system)

    def as_principal(self, *, address: str = "") -> Principal:
        """Returns its user as the one who asks; without scopes while the sign-in is not done.

        Args:
            address: Where they ask from.
        """
        principal = self.user.as_principal(self.role, address=address)
        return principal if self.session.step is SignInStep.DONE else evolve(principal, scopes=frozenset())


class UserRepository(Protocol):
    """The users that there are."""

    def by_login(self, login: str) -> User | None:
        """Returns the user who signs in as this, without regard to case, or None."""
        ...

    def get(self, user_id: PrincipalId) -> User | None:
        """Returns a user, or None."""
        ...

    def page(self, page: PageRequest) -> Page[User]:
        """Returns a page of all users by (created_at, id), the latest first."""
        ...

    def add(self, user: User) -> None:
        """Adds a user.

        Raises:
            NameTakenError: Somebody has that login name or address already.
        """
        ...

    def save(self, user: User, *, expected_version: int) -> None:
        """Replaces a user.

        Raises:
            NotFoundError: There is none with that identifier.
            StaleVersionError: Its version is no longer the expected one.
            NameTakenError: Somebody else has that address.
        """
        ...

    def administrators_for_change(self) -> tuple[User, ...]:
        """Returns those who can put everything right; nobody else changes one of them before this work ends."""
        ...

    def exist(self) -> bool:
        """Tells whether there is any user at all that is a person."""
        ...


class SessionRepository(Protocol):
    """The sessions, and the refresh tokens that prolong them."""

    def add(self, session: Session) -> None:
        """Adds a session."""
        ...

    def standing(self, session_id: SessionId) -> Standing | None:
        """Returns a session with its user and their role, by one statement; None where there is none."""
        ...

    def standing_of_browser(self, secret_digest: bytes) -> Standing | None:
        """Returns a browser's session with its user and their role, by one statement; None where there is none.

        Args:
            secret_digest: SHA-256 of what the browser shows, 32 bytes.
        """
        ...

    def live(self, user_id: PrincipalId, now: datetime, page: PageRequest) -> Page[Session]:
        """Returns a page of a user's sessions that can be used now, by (created_at, id), the latest begun first."""
        ...

    def note_use(self, session_id: SessionId, at: datetime) -> None:
        """Writes down when a session was used, if that is later than what is known."""
        ...

    def end(self, session_id: SessionId, at: datetime) -> bool:
        """Ends a session; tells whether it went on until now."""
        ...

    def end_all(self, user_id: PrincipalId, at: datetime) -> int:
        """Ends every session of a user; returns how many went on until now."""
        ...

    def add_refresh(self, token: RefreshToken) -> None:
        """Adds a refresh token."""
        ...

    def spend(self, digest: bytes, at: datetime) -> RefreshToken | None:
        """Spends a refresh token, by one conditional statement: of any number that try at once, one succeeds.

        Returns:
            The token as it is now; None where it was spent before, or is not there.
        """
        ...

    def refresh_token(self, digest: bytes) -> RefreshToken | None:
        """Returns a refresh token, spent or not, or None."""
        ...

    def prune(self, over_before: datetime, *, limit: int) -> int:
        """Removes sessions that were over before a time, with their refresh tokens, and returns how many.

        Args:
            over_before: Before when they had ended, expired or lain idle for too long.
            limit: How many at most.
        """
        ...

    def prune_refresh(self, spent_before: datetime, *, limit: int) -> int:
        """Removes refresh tokens that were spent before a time, at most so many, and returns how many."""
        ...


class ApiKeyRepository(Protocol):
    """The keys of machines."""

    def get(self, key_id: KeyId) -> ApiKey | None:
        """Returns a key, or None."""
        ...

    def page(self, page: PageRequest) -> Page[ApiKey]:
        """Returns a page of all keys by (created_at, id), the latest first."""
        ...

    def add(self, key: ApiKey) -> None:
        """Adds a key."""
        ...

    def revoke(self, key_id: KeyId, at: datetime) -> bool:
        """Takes a key back; tells whether it was good until now."""
        ...

    def note_use(self, key_id: KeyId, at: datetime) -> None:
        """Writes down when a key was used, if that is later than what is known."""
        ...


class AttemptRepository(Protocol):
    """The attempts to sign in, shared by all processes."""

    def for_change(self, subject: str, now: datetime) -> Attempts:
        """Returns the attempts of a subject; nobody else counts one before this work ends."""
        ...

    def save(self, attempts: Attempts) -> None:
        """Writes down the attempts of a subject."""
        ...

    def prune(self, last_until: datetime, *, limit: int) -> int:
        """Removes those whose last was at a time or before, at most so many, and returns how many.

        Those that somebody counts just now are left out.
        """
        ...
