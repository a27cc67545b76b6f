"""Plain reads of users, roles, sessions and keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from socdomain.auth.api_key import ApiKey
from socdomain.auth.create_key import require_keys
from socdomain.auth.ports import AuthWork
from socdomain.auth.role import Role
from socdomain.auth.session import Session
from socdomain.auth.user import User
from socdomain.errors import NotAllowedError, NotFoundError
from socdomain.ids import CustomerId, KeyId, PrincipalId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope


def list_users(work: AuthWork, page: PageRequest, *, by: Principal) -> Page[User]:
    """Returns a page of the users, the latest added first; for those who see every customer."""
    _require_users_read(by)
    with work:
        return work.users.page(page)


def get_user(work: AuthWork, user_id: PrincipalId, *, by: Principal) -> User:
    """Returns a user; for those who see every customer.

    Raises:
        NotFoundError: There is none.
    """
    _require_users_read(by)
    with work:
        user = work.users.get(user_id)
    if user is None:
        raise NotFoundError("user", user_id)
    return user


def list_roles(work: AuthWork, *, by: Principal) -> tuple[Role, ...]:
    """Returns the roles by name."""
    by.require_any_scope(Scope.USERS_READ)
    with work:
        return work.roles.all()


def list_sessions(work: AuthWork, now: datetime, page: PageRequest, *, by: Principal) -> Page[Session]:
    """Returns a page of one's own sessions that can be used now, the latest begun first."""
    with work:
        return work.sessions.live(by.id, now, page)


def list_keys(work: AuthWork, page: PageRequest, *, by: Principal) -> Page[ApiKey]:
    """Returns a page of the keys, the latest made first; for those who see every customer."""
    require_keys(by, Scope.KEYS_READ)
    with work:
        return work.api_keys.page(page)


def get_key(work: AuthWork, key_id: KeyId, *, by: Principal) -> ApiKey:
    """Returns a key; for those who see every customer.

    Raises:
        NotFoundError: There is none.
    """
    require_keys(by, Scope.KEYS_READ)
    with work:
        key = work.api_keys.get(key_id)
    if key is None:
        raise NotFoundError("key", key_id)
    return key


def customer_codes(work: AuthWork, customers: frozenset[CustomerId] | None, *, by: Principal) -> list[str] | None:
    """Returns the codes of customers, sorted; None for every customer."""
    return customer_codes_of_each(work, [customers], by=by)[0]


def customer_codes_of_each(
    work: AuthWork, reaches: Sequence[frozenset[CustomerId] | None], *, by: Principal
) -> list[list[str] | None]:
    """Returns for each of a page of users or keys the codes of its customers, all of them by one statement.

    Args:
        work: A unit of work that has not begun.
        reaches: The customers of each; None for every customer.
        by: Who asks; codes out of their reach are left out.
    """
    wanted = frozenset[CustomerId]().union(*(customers for customers in reaches if customers is not None))
    if not wanted:
        return [None if customers is None else [] for customers in reaches]
    with work:
        found = work.customers.by_ids(wanted, reach=by.reach)
    codes = {one: customer.code for one, customer in found.items()}
    return [
        None if customers is None else sorted(codes[one] for one in customers & codes.keys()) for customers in reaches
    ]


def _require_users_read(by: Principal) -> None:
    by.require_any_scope(Scope.USERS_READ)
    if not by.reach.is_everyone:
        raise NotAllowedError((Scope.USERS_READ,))
