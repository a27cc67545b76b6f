"""A user: someone who signs in with a password."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from socdomain.ids import CustomerId, PrincipalId
from socdomain.principal import Principal, PrincipalKind, Reach, Scope


@frozen
class User:
    """A user.

    Attributes:
        id: Identifier.
        login: What they sign in as; unique without regard to case, 1 to 100 characters.
        password_hash: As the password hasher made it; never sent out.
        scopes: What they may do.
        customers: Whose data they may see; None means everyone's.
        created_at: When they were added, aware UTC.
        is_disabled: Whether they may no longer sign in.
    """

    id: PrincipalId
    login: str
    password_hash: str = field(repr=False)
    scopes: frozenset[Scope]
    customers: frozenset[CustomerId] | None
    created_at: datetime
    is_disabled: bool = False

    def as_principal(self) -> Principal:
        """Returns the user as the one who asks."""
        return Principal(
            id=self.id, name=self.login, kind=PrincipalKind.USER, scopes=self.scopes, reach=Reach(self.customers)
        )
