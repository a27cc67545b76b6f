"""Customers in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import frozen

from socdomain.customers.customer import Customer, folded
from socdomain.errors import CodeTakenError, ConcurrentChangeError, NotFoundError, StaleVersionError
from socdomain.ids import CustomerId
from socdomain.memory.pages import page_of
from socdomain.memory.state import State
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


@frozen
class MemoryCustomerRepository:
    """The customers, as ``CustomerRepository``."""

    _state: State

    def by_code(self, code: str, *, reach: Reach) -> Customer:
        """Returns the customer within reach that has this code or further code, without regard to case."""
        found = customer_of_code(self._state, code)
        if found is None or not reach.sees(found.id):
            raise NotFoundError("customer", code)
        return found

    def page(self, page: PageRequest, *, reach: Reach) -> Page[Customer]:
        """Returns a page of the customers within reach by (created_at, id), the latest first."""
        seen = [customer for customer in self._state.customers.values() if reach.sees(customer.id)]
        return page_of(seen, page, lambda customer: Position(customer.created_at, customer.id))

    def by_ids(self, ids: Collection[CustomerId], *, reach: Reach) -> Mapping[CustomerId, Customer]:
        """Returns those of the customers that are within reach."""
        customers = self._state.customers
        return {one: customers[one] for one in ids if one in customers and reach.sees(one)}

    def codes(self, ids: Collection[CustomerId], *, reach: Reach) -> Mapping[CustomerId, str]:
        """Returns the code of each of the customers that are within reach."""
        return {one: customer.code for one, customer in self.by_ids(ids, reach=reach).items()}

    def owners(self, codes: Collection[str]) -> Mapping[str, CustomerId]:
        """Tells whose the codes are."""
        wanted = frozenset(codes)
        return {
            code: customer.id for customer in self._state.customers.values() for code in customer.all_codes & wanted
        }

    def add(self, customer: Customer) -> None:
        """Adds a customer."""
        if customer.id in self._state.customers:
            raise ConcurrentChangeError("the customer exists")
        self._put(customer)

    def save(self, customer: Customer, *, expected_version: int, reach: Reach) -> None:
        """Replaces a customer within reach."""
        present = self._state.customers.get(customer.id)
        if present is None or not reach.sees(customer.id):
            raise NotFoundError("customer", customer.code)
        if present.version != expected_version:
            raise StaleVersionError("customer", present)
        self._put(customer)

    def _put(self, customer: Customer) -> None:
        for code in (customer.code, *customer.further_codes):
            owner = customer_of_code(self._state, code)
            if owner is not None and owner.id != customer.id:
                raise CodeTakenError(code)
        self._state.customers[customer.id] = customer


def customer_of_code(state: State, code: str) -> Customer | None:
    """Returns the customer that has a code or further code, without regard to case, or None."""
    wanted = folded(code)
    return next((customer for customer in state.customers.values() if wanted in customer.all_codes), None)
