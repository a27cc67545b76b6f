"""What one may hand out to others: nothing that one does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from socdomain.auth.builtin_roles import CUSTOMER_USER
from socdomain.auth.ports import AuthWork
from socdomain.auth.role import Role
from socdomain.auth.user import User
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError
from socdomain.ids import CustomerId
from socdomain.principal import Principal, PrincipalKind, Scope


def require_users_write(by: Principal) -> None:
    """Refuses whoever may not change users; that takes seeing every customer, since users may be of several.

    Raises:
        NotAllowedError: They may not.
    """
    by.require_any_scope(Scope.USERS_WRITE)
    if not by.reach.is_everyone:
        raise NotAllowedError((Scope.USERS_WRITE,))


def require_no_key(by: Principal, scope: Scope) -> None:
    """Refuses keys of machines to hand out what one can sign in with, which would outlive what took the key back.

    Args:
        by: Who asks.
        scope: What it takes beside.

    Raises:
        NotAllowedError: It is a key.
    """
    if by.kind is PrincipalKind.KEY:
        raise NotAllowedError((scope,))


def require_scopes(scopes: Iterable[Scope], by: Principal) -> None:
    """Refuses to hand out scopes that one does not have.

    Raises:
        NotAllowedError: One of them is missing; names those.
    """
    if missing := sorted(set(scopes) - by.scopes):
        raise NotAllowedError(tuple(missing))


def grantable_role(work: AuthWork, name: str, by: Principal) -> Role:
    """Returns a role that one may hand out.

    Raises:
        InvalidInputError: There is none of that name.
        NotAllowedError: It holds scopes that they do not have.
    """
    try:
        role = work.roles.get(name)
    except NotFoundError:
        known = ", ".join(role.name for role in work.roles.all())
        raise InvalidInputError("role", f"must be one of: {known}") from None
    require_scopes(role.scopes, by)
    return role


def customers_named(work: AuthWork, codes: Collection[str] | None, by: Principal) -> frozenset[CustomerId] | None:
    """Returns the customers that codes name, within reach; None for every customer.

    Raises:
        InvalidInputError: One of them does not exist, or not within reach.
        NotAllowedError: Every customer is more than they see.
    """
    if codes is None:
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.CUSTOMERS_READ,))
        return None
    found = set()
    for code in codes:
        try:
            found.add(work.customers.by_code(code, reach=by.reach).id)
        except NotFoundError:
            raise InvalidInputError("customers", f"there is no customer {code!r}") from None
    return frozenset(found)


def require_reach_of_role(role: str, customers: Collection[CustomerId] | None) -> None:
    """Refuses to let a customer's user see everyone: it is their reach that keeps them to what is their own.

    Raises:
        InvalidInputError: They would.
    """
    if role == CUSTOMER_USER and customers is None:
        raise InvalidInputError("customers", f"must be named for a {CUSTOMER_USER}, who may not see everyone's data")


def shown(user: User) -> dict[str, Any]:
    """Returns what an audit record says of a user."""
    return {
        "login": user.login,
        "email": user.email,
        "role": user.role,
        "customers": customers_shown(user.customers),
        "is_disabled": user.is_disabled,
    }


def customers_shown(customers: Collection[CustomerId] | None) -> list[str] | None:
    """Returns what an audit record says of the customers that are within reach; None for everyone."""
    return None if customers is None else sorted(map(str, customers))
