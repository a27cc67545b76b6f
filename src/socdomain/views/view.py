"""A saved view: a filter of the queue with a name, kept by who made it or shared with others."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from attrs import frozen

from socdomain.auth.user import folded_name
from socdomain.errors import ConflictError, InvalidInputError, NotAllowedError
from socdomain.ids import CustomerId, PrincipalId, ViewId
from socdomain.incidents.alert_query import LONGEST_QUERY, filter_of_query, query_of
from socdomain.principal import Principal, PrincipalKind, Scope

LONGEST_NAME: Final = 80
MOST_OWN: Final = 100
"""Views that one user may keep: all of them are listed at once."""
MOST_SHARED: Final = 200
"""Views that may be shared with those who see one customer, or with those who see everyone."""


class ViewTakenError(ConflictError):
    """A name that another view has among those that it would stand with.

    Args:
        name: The name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a view {name!r} already")
        self.name = name


class EnoughViewsError(ConflictError):
    """There are as many views as may be, of one user or shared with the same people.

    Args:
        most: How many that is.
    """

    def __init__(self, most: int) -> None:
        super().__init__(f"there are {most:,} views, and no more may be")


@frozen
class View:
    """A saved view.

    Attributes:
        id: Its identifier.
        name: What people call it; 1 to 80 characters that can be seen. Without regard to case it is one view's alone
            among its owner's own, and among those that are shared with the same people.
        query: The filter of alerts that it stands for, as ``alert_query.query_of`` writes it; at most 2,000 characters.
        owner_id: Who made it, or shared it.
        owner_name: Their login name.
        created_at: When that was, aware UTC.
        is_shared: Whether others see it; if not, nobody but its owner does.
        customer_id: With whose people it is shared; None for one's own, and for those who see every customer.
        version: Counts changes, from 1.
    """

    id: ViewId
    name: str
    query: str
    owner_id: PrincipalId
    owner_name: str
    created_at: datetime
    is_shared: bool = False
    customer_id: CustomerId | None = None
    version: int = 1

    def __attrs_post_init__(self) -> None:
        if not 1 <= len(self.name) <= LONGEST_NAME or not self.name.isprintable() or self.name != self.name.strip():
            raise InvalidInputError("name", f"must be 1 to {LONGEST_NAME} characters that can be seen")
        if len(self.query) > LONGEST_QUERY:
            raise InvalidInputError("query", f"must have at most {LONGEST_QUERY:,} characters")
        if self.customer_id is not None and not self.is_shared:
            raise InvalidInputError("customer", "is for views that are shared")

    @property
    def folded(self) -> str:
        """What two names have in common that are the same, without regard to case."""
        return folded_name(self.name)


def canonical_query(query: str) -> str:
    """Returns the query of an alert list as it is kept.

    Raises:
        InvalidInputError: It cannot be read as a filter of alerts, or is too long; names ``query`` as the field.
    """
    try:
        return query_of(filter_of_query(query))
    except InvalidInputError as error:
        if error.field == "query":
            raise
        raise InvalidInputError("query", f"{error.field} {error.reason}") from error


def require_user(by: Principal, *scopes: Scope) -> None:
    """Refuses whoever may not do something, or is no user: machines' keys have no views.

    Raises:
        NotAllowedError: They are refused.
    """
    by.require_any_scope(*scopes)
    if by.kind is not PrincipalKind.USER:
        raise NotAllowedError(scopes)


def may_change(view: View, by: Principal) -> bool:
    """Tells whether somebody who sees a view may change and remove it.

    One's own is its owner's. A shared one takes ``alerts:write``, and is its owner's, or of whoever looks after users.
    """
    is_owner = view.owner_id == by.id
    if by.kind is not PrincipalKind.USER or by.scopes.isdisjoint({Scope.ALERTS_READ}):
        return False
    if not view.is_shared:
        return is_owner
    return Scope.ALERTS_WRITE in by.scopes and (is_owner or Scope.USERS_WRITE in by.scopes)


def require_change(view: View, by: Principal) -> None:
    """Refuses whoever sees a view and may not change or remove it.

    Raises:
        NotAllowedError: They may not; names the scope that they lack.
    """
    if not may_change(view, by):
        lacks_writing = view.is_shared and Scope.ALERTS_WRITE not in by.scopes
        raise NotAllowedError((Scope.ALERTS_WRITE if lacks_writing else Scope.USERS_WRITE,))


def shown(view: View) -> dict[str, Any]:
    """Returns what an audit record says of a view."""
    return {"name": view.name, "query": view.query}
