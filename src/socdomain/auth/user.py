"""A user: someone who signs in with a password."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Final

from attrs import evolve, field, frozen

from socdomain.auth.role import Role
from socdomain.errors import InvalidInputError
from socdomain.ids import CustomerId, PrincipalId
from socdomain.principal import Principal, PrincipalKind, Reach

ADMINISTRATOR_ROLE: Final = "admin"
SCHEDULER_LOGIN: Final = "scheduler"
"""Login name of the user that scheduled jobs run as; kept free for it."""
LONGEST_LOGIN: Final = 100
LONGEST_EMAIL: Final = 254
"""Characters (RFC 5321 section 4.5.3.1.3, less the angle brackets)."""


@frozen
class User:
    """A user.

    Attributes:
        id: Identifier.
        login: What they sign in as; unique without regard to case, 1 to 100 characters.
        email: Where they are reached; unique without regard to case, or None.
        password_hash: As the password hasher made it; never sent out. Empty: nobody can sign in as this user.
        role: Name of the role that says what they may do.
        customers: Whose data they may see; None means everyone's.
        created_at: When they were added, aware UTC.
        must_change_password: Whether a sign-in is good for nothing but a new password.
        disabled_at: Since when they may no longer sign in; None while they may.
        is_system: Whether this is a part of the platform and no person.
        epoch: Counts what outdates every session: a change of password, role or reach, and being disabled.
        version: Counts changes, from 1.
    """

    id: PrincipalId
    login: str
    password_hash: str = field(repr=False)
    role: str
    customers: frozenset[CustomerId] | None
    created_at: datetime
    email: str | None = None
    must_change_password: bool = False
    disabled_at: datetime | None = None
    is_system: bool = False
    epoch: int = 1
    version: int = 1

    @property
    def is_disabled(self) -> bool:
        """Whether they may no longer sign in."""
        return self.disabled_at is not None

    @property
    def reach(self) -> Reach:
        """Whose data they may see."""
        return Reach(self.customers)

    @property
    def is_administrator(self) -> bool:
        """Whether they can put everything right: enabled, of the administrators' role, and seeing every customer."""
        return self.role == ADMINISTRATOR_ROLE and self.customers is None and not (self.is_disabled or self.is_system)

    def as_principal(self, role: Role, *, address: str = "") -> Principal:
        """Returns the user as the one who asks.

        Args:
            role: The user's.
            address: Where they ask from.
        """
        return Principal(
            id=self.id,
            name=self.login,
            kind=PrincipalKind.SYSTEM if self.is_system else PrincipalKind.USER,
            scopes=role.scopes,
            reach=self.reach,
            role=role.name,
            address=address,
        )

    def with_password(self, password_hash: str, *, must_change: bool = False) -> User:
        """Returns the user with another password, which ends every session."""
        return evolve(
            self,
            password_hash=password_hash,
            must_change_password=must_change,
            epoch=self.epoch + 1,
            version=self.version + 1,
        )


def folded_name(name: str) -> str:
    """Returns what two login names, or two addresses, have in common that are the same (Unicode NFKC, caseless)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def clean_login(login: str) -> str:
    """Returns a login name as it is kept.

    Raises:
        InvalidInputError: It is too long, empty, or holds spaces or what cannot be seen.
    """
    login = unicodedata.normalize("NFC", login)
    if not 1 <= len(login) <= LONGEST_LOGIN or not login.isprintable() or any(map(str.isspace, login)):
        raise InvalidInputError("login", f"must be 1 to {LONGEST_LOGIN} characters that can be seen, without spaces")
    return login


def clean_email(email: str | None) -> str | None:
    """Returns an address as it is kept.

    Raises:
        InvalidInputError: It is not one.
    """
    if email is None:
        return None
    local, at, domain = email.rpartition("@")
    is_visible = email.isprintable() and not any(map(str.isspace, email))
    if not (local and at and domain and is_visible) or len(email) > LONGEST_EMAIL:
        raise InvalidInputError("email", f"must be an address of at most {LONGEST_EMAIL} characters")
    return email
