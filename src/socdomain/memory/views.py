"""Saved views in memory."""

from __future__ import annotations

from attrs import evolve, frozen

from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError, StaleVersionError
from socdomain.ids import CustomerId, PrincipalId, ViewId
from socdomain.memory.state import State
from socdomain.principal import Reach
from socdomain.views.view import View


@frozen
class MemoryViewRepository:
    """The saved views, as ``ViewRepository``."""

    _state: State

    def lock(self, view: View) -> None:
        """Keeps nobody away: only one unit of work writes at a time."""

    def own(self, owner_id: PrincipalId) -> tuple[View, ...]:
        """Returns a user's own views, in no order."""
        return tuple(one for one in self._state.views.values() if not one.is_shared and one.owner_id == owner_id)

    def shared_with(self, customer_id: CustomerId | None) -> tuple[View, ...]:
        """Returns the views that are shared with a customer's people, in no order."""
        return tuple(one for one in self._state.views.values() if one.is_shared and one.customer_id == customer_id)

    def shared(self, *, reach: Reach) -> tuple[View, ...]:
        """Returns the shared views within reach, in no order."""
        return tuple(one for one in self._state.views.values() if one.is_shared and reach.sees(one.customer_id))

    def get(self, view_id: ViewId, *, owner_id: PrincipalId, reach: Reach) -> View:
        """Returns a view of a user's own, or a shared one within reach."""
        found = self._state.views.get(view_id)
        is_seen = found and (reach.sees(found.customer_id) if found.is_shared else found.owner_id == owner_id)
        if found is None or not is_seen:
            raise NotFoundError("view", view_id)
        return found

    def add(self, view: View) -> None:
        """Adds a view."""
        self._state.check_customer(view.customer_id)
        if not view.is_shared and view.owner_id not in self._state.users:
            raise OtherCustomerError("a link leads to a user who is not there")
        if view.id in self._state.views:
            raise ConcurrentChangeError("the view exists")
        self._put(view)

    def save(self, view: View, *, expected_version: int) -> None:
        """Replaces the name and the query of a view."""
        present = self._state.views.get(view.id)
        if present is None or present.is_shared != view.is_shared:
            raise NotFoundError("view", view.id)
        if present.version != expected_version:
            raise StaleVersionError("view", present)
        self._put(evolve(present, name=view.name, query=view.query, version=view.version))

    def remove(self, view: View) -> None:
        """Removes a view; one that is not there stays away."""
        self._state.views.pop(view.id, None)

    def _put(self, view: View) -> None:
        beside = self.shared_with(view.customer_id) if view.is_shared else self.own(view.owner_id)
        if any(one.folded == view.folded and one.id != view.id for one in beside):
            raise ConcurrentChangeError("a view has the name")
        self._state.views[view.id] = view
