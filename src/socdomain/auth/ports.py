"""What sign-in needs: a password hasher, a token signer, and a unit of work over users and what they show."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from socdomain.auth.repositories import (
    ApiKeyRepository,
    AttemptRepository,
    SessionRepository,
    UserRepository,
)
from socdomain.auth.role_repository import RoleRepository
from socdomain.auth.tokens import TokenClaims
from socdomain.customers.ports import CustomersWork


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

    def is_outdated(self, password_hash: str) -> bool:
        """Tells whether a hash was made with other parameters than are used now."""
        ...


class PasswordMaker(Protocol):
    """Makes passwords that nobody can guess."""

    def new(self) -> str:
        """Returns a new password of at least 128 bits of entropy."""
        ...


class TokenSigner(Protocol):
    """Signs tokens, and reads them back."""

    def sign(self, claims: TokenClaims) -> str:
        """Returns a signed token that says so."""
        ...

    def read(self, token: str, *, now: datetime) -> TokenClaims:
        """Returns what a token says.

        Raises:
            NotSignedInError: It is not one of ours, or not valid now.
        """
        ...


class AuthWork(CustomersWork, Protocol):
    """A unit of work over users and what they show."""

    @property
    def users(self) -> UserRepository:
        """The users."""
        ...

    @property
    def roles(self) -> RoleRepository:
        """The roles."""
        ...

    @property
    def sessions(self) -> SessionRepository:
        """The sessions, and their refresh tokens."""
        ...

    @property
    def api_keys(self) -> ApiKeyRepository:
        """The keys of machines."""
        ...

    @property
    def attempts(self) -> AttemptRepository:
        """The attempts to sign in."""
        ...
