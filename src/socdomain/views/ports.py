"""What saved views need from storage."""

from __future__ import annotations

from typing import Protocol

from socdomain.customers.ports import CustomersWork
from socdomain.ids import CustomerId, PrincipalId, ViewId
from socdomain.principal import Reach
from socdomain.views.view import View


class ViewRepository(Protocol):
    """The saved views: each user's own, and those that are shared."""

    def lock(self, view: View) -> None:
        """Keeps away whoever else locks a view that stands with the same others, until the work ends."""
        ...

    def own(self, owner_id: PrincipalId) -> tuple[View, ...]:
        """Returns a user's own views, in no order."""
        ...

    def shared_with(self, customer_id: CustomerId | None) -> tuple[View, ...]:
        """Returns the views that are shared with a customer's people, in no order.

        Args:
            customer_id: The customer; None for what is shared with those who see every customer.
        """
        ...

    def shared(self, *, reach: Reach) -> tuple[View, ...]:
        """Returns the shared views within reach, in no order."""
        ...

    def get(self, view_id: ViewId, *, owner_id: PrincipalId, reach: Reach) -> View:
        """Returns a view of a user's own, or a shared one within reach.

        Raises:
            NotFoundError: There is none that they see.
        """
        ...

    def add(self, view: View) -> None:
        """Adds a view.

        Raises:
            ConcurrentChangeError: It is there, or another one has the name among those that it would stand with.
            OtherCustomerError: Its customer, or the owner of a view of one's own, is not there. A store may find out
                at the commit only.
        """
        ...

    def save(self, view: View, *, expected_version: int) -> None:
        """Replaces the name and the query of a view; it stays whose it is, and with whom it is shared.

        Raises:
            NotFoundError: It is not there.
            StaleVersionError: Its version is no longer the expected one.
            ConcurrentChangeError: Another one has the name among those that it stands with.
        """
        ...

    def remove(self, view: View) -> None:
        """Removes a view; one that is not there stays away."""
        ...


class ViewsWork(CustomersWork, Protocol):
    """A unit of work over saved views."""

    @property
    def views(self) -> ViewRepository:
        """The saved views."""
        ...
