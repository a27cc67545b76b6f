"""What the customers feature needs from storage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from socdomain.customers.customer import Customer
from socdomain.ids import CustomerId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Reach
from socdomain.unit_of_work import UnitOfWork


class CustomerRepository(Protocol):
    """The customers that there are."""

    def by_code(self, code: str, *, reach: Reach) -> Customer:
        """Returns the customer within reach that has this code or further code, without regard to case.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...

    def page(self, page: PageRequest, *, reach: Reach) -> Page[Customer]:
        """Returns a page of the customers within reach by (created_at, id), the latest first."""
        ...

    def by_ids(self, ids: Collection[CustomerId], *, reach: Reach) -> Mapping[CustomerId, Customer]:
        """Returns those of the customers that are within reach."""
        ...

    def codes(self, ids: Collection[CustomerId], *, reach: Reach) -> Mapping[CustomerId, str]:
        """Returns the code of each of the customers that are within reach."""
        ...

    def owners(self, codes: Collection[str]) -> Mapping[str, CustomerId]:
        """Tells whose the codes are, for intake alone; whether the sender may write there is decided after.

        Args:
            codes: Folded codes.

        Returns:
            The customer of each code that somebody has.
        """
        ...

    def add(self, customer: Customer) -> None:
        """Adds a customer.

        Raises:
            CodeTakenError: One of its codes belongs to another; carries it as the new customer spells it.
        """
        ...

    def save(self, customer: Customer, *, expected_version: int, reach: Reach) -> None:
        """Replaces a customer within reach.

        Raises:
            NotFoundError: It is not within reach.
            StaleVersionError: Its version is no longer the expected one.
            CodeTakenError: One of its codes belongs to another.
        """
        ...


class CustomersWork(UnitOfWork, Protocol):
    """A unit of work over customers."""

    @property
    def customers(self) -> CustomerRepository:
        """The customers."""
        ...
