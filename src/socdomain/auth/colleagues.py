"""Who may work on what belongs to customers, so that it can be given to them and to nobody else.

Whoever may do the same work sees these names without ``users:read``: they are colleagues on the same customer.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from socdomain.auth.ports import AuthWork
from socdomain.auth.user import User
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.ids import CustomerId
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.principal import Principal, Scope

MOST_COLLEAGUES: Final = LARGEST_PAGE
"""How many are listed at most; any other can be named all the same."""
_MOST_PAGES: Final = 5


def list_colleagues(
    work: AuthWork, customers: Collection[CustomerId], scope: Scope, *, by: Principal
) -> tuple[str, ...]:
    """Returns the login names, sorted, of those who may work on what belongs to each of the customers.

    They are of the latest 1,000 users, and at most 200.

    Args:
        work: A unit of work that has not begun.
        customers: The customers, within reach.
        scope: What the work takes, such as ``alerts:write``; who asks has to hold it as well.
        by: Who asks.

    Raises:
        NotFoundError: One of the customers is not within reach.
    """
    _require(customers, scope, by)
    found: list[str] = []
    with work:
        able = {role.name for role in work.roles.all() if scope in role.scopes}
        page = work.users.page(PageRequest(LARGEST_PAGE))
        for _ in range(_MOST_PAGES):
            found += [user.login for user in page.items if user.role in able and _is_there(user, customers)]
            if page.next is None or len(found) >= MOST_COLLEAGUES:
                break
            page = work.users.page(PageRequest(LARGEST_PAGE, page.next))
    return tuple(sorted(found[:MOST_COLLEAGUES]))


def colleague_named(
    work: AuthWork, login: str, customers: Collection[CustomerId], scope: Scope, *, by: Principal
) -> str:
    """Returns the login name of one of them as it is kept.

    Args:
        work: A unit of work that has not begun.
        login: The name, without regard to case.
        customers: As for ``list_colleagues``.
        scope: As there.
        by: Who asks.

    Raises:
        InvalidInputError: It is nobody's who may work on that; users who may not and names of nobody look alike.
        NotFoundError: One of the customers is not within reach.
    """
    _require(customers, scope, by)
    with work:
        user = work.users.by_login(login.strip())
        if user is not None and _is_there(user, customers) and scope in work.roles.get(user.role).scopes:
            return user.login
    raise InvalidInputError("assignee", "must be the login name of somebody who may work on it")


def _require(customers: Collection[CustomerId], scope: Scope, by: Principal) -> None:
    by.require_any_scope(scope)
    for one in customers:
        if not by.reach.sees(one):
            raise NotFoundError("customer", one)


def _is_there(user: User, customers: Collection[CustomerId]) -> bool:
    is_person = not (user.is_disabled or user.is_system)
    # No customer at all is nobody's place of work, though everybody sees all of none.
    return is_person and bool(customers) and all(map(user.reach.sees, customers))
