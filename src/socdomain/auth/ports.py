"""What sign-in needs: users, a password hasher and a token signer."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from socdomain.auth.role_repository import RoleRepository
from socdomain.auth.user import User
from socdomain.ids import PrincipalId
from socdomain.unit_of_work import UnitOfWork


class UserRepository(Protocol):
    """The users that there are."""

    def by_login(self, login: str) -> User | None:
        """Returns the user who signs in as this, without regard to case, or None."""
        ...

    def get(self, user_id: PrincipalId) -> User | None:
        """Returns a user, or None."""
        ...

    def add(self, user: User) -> None:
        """Adds a user.

        Raises:
            ConcurrentChangeError: Somebody has that login name already.
        """
        ...

    def exist(self) -> bool:
        """Tells whether there is any user at all."""
        ...


class PasswordHasher(Protocol):
    """Hashes passwords so that they cannot be read back."""

    def hash(self, password: str) -> str:
        """Returns a salted hash that carries its own parameters."""
        ...

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Tells whether the password is the one that was hashed.

        Args:
            password: As it was given.
            password_hash: As it is stored; None for a user who does not exist, which costs as much time as a wrong one.
        """
        ...


class TokenSigner(Protocol):
    """Signs access tokens, and reads them back."""

    def sign(self, user_id: PrincipalId, *, issued_at: datetime, expires_at: datetime) -> str:
        """Returns a signed access token for the user."""
        ...

    def read(self, token: str, *, now: datetime) -> PrincipalId:
        """Returns whose token it is.

        Raises:
            NotSignedInError: It is not one of ours, not an access token, or no longer valid.
        """
        ...


class AuthWork(UnitOfWork, Protocol):
    """A unit of work over users."""

    @property
    def users(self) -> UserRepository:
        """The users."""
        ...

    @property
    def roles(self) -> RoleRepository:
        """The roles that users refer to."""
        ...
