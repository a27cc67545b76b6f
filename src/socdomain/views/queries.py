"""Plain reads of saved views."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from socdomain.ids import ViewId
from socdomain.principal import Principal, Scope
from socdomain.views.ports import ViewsWork
from socdomain.views.view import View, may_change


@frozen
class ViewListing:
    """A view, as somebody sees it.

    Attributes:
        view: It.
        customer_code: Code of the customer whose people it is shared with; None for one's own, and for one that is
            shared with those who see every customer.
        may_change: Whether whoever sees it may change and remove it.
    """

    view: View
    customer_code: str | None
    may_change: bool


def list_views(work: ViewsWork, *, by: Principal) -> tuple[ViewListing, ...]:
    """Returns all views that somebody sees: first their own, then the shared ones, each by name.

    Those of one name that are shared with several are by the codes of the customers, that of who sees everyone first.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        listed = _listings(work, (*work.views.own(by.id), *work.views.shared(reach=by.reach)), by)
    return tuple(sorted(listed, key=_place))


def get_view(work: ViewsWork, view_id: ViewId, *, by: Principal) -> ViewListing:
    """Returns a view.

    Raises:
        NotFoundError: They see no such view.
    """
    by.require_any_scope(Scope.ALERTS_READ)
    with work:
        (found,) = _listings(work, [work.views.get(view_id, owner_id=by.id, reach=by.reach)], by)
    return found


def _place(listing: ViewListing) -> tuple[bool, str, str, str]:
    view = listing.view
    return view.is_shared, view.folded, view.name, listing.customer_code or ""


def _listings(work: ViewsWork, views: Iterable[View], by: Principal) -> list[ViewListing]:
    found = list(views)
    owners = {view.customer_id for view in found if view.customer_id is not None}
    codes = work.customers.codes(owners, reach=by.reach) if owners else {}
    return [
        ViewListing(one, codes.get(one.customer_id) if one.customer_id else None, may_change(one, by)) for one in found
    ]
