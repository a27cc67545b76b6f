"""Among which others a view stands, and whether it can."""

from __future__ import annotations

from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.incidents.alert_query import filter_of_query
from socdomain.principal import Reach
from socdomain.views.ports import ViewsWork
from socdomain.views.view import MOST_OWN, MOST_SHARED, EnoughViewsError, View, ViewTakenError


def check_place(work: ViewsWork, view: View) -> None:
    """Makes sure that a view can be added or saved as it is; nobody else adds one beside it until the work ends.

    Args:
        work: Where.
        view: As it is to be.

    Raises:
        ViewTakenError: Another one has the name there.
        EnoughViewsError: It is new, and there are as many there as may be.
        InvalidInputError: It is shared with a customer's people, and names another customer.
    """
    _check_customer(work, view)
    work.views.lock(view)
    there = work.views.shared_with(view.customer_id) if view.is_shared else work.views.own(view.owner_id)
    others = [one for one in there if one.id != view.id]
    if any(one.folded == view.folded for one in others):
        raise ViewTakenError(view.name)
    most = MOST_SHARED if view.is_shared else MOST_OWN
    if len(others) == len(there) and len(there) >= most:
        raise EnoughViewsError(most)


def _check_customer(work: ViewsWork, view: View) -> None:
    """Refuses a name that those with whom a view is shared may not know, and that finds nothing for them anyway."""
    code = filter_of_query(view.query).customer
    if view.customer_id is None or code is None:
        return
    try:
        work.customers.by_code(code, reach=Reach.only([view.customer_id]))
    except NotFoundError as error:
        raise InvalidInputError("query", "must name no customer but the one that it is shared with") from error
