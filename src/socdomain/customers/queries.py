"""Plain reads of customers."""

from __future__ import annotations

from socdomain.customers.customer import Customer
from socdomain.customers.ports import CustomersWork
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope


def list_customers(work: CustomersWork, page: PageRequest, *, by: Principal) -> Page[Customer]:
    """Returns a page of the customers that the principal may see, the latest added first."""
    by.require_any_scope(Scope.CUSTOMERS_READ)
    with work:
        return work.customers.page(page, reach=by.reach)


def get_customer(work: CustomersWork, code: str, *, by: Principal) -> Customer:
    """Returns the customer with this code.

    Raises:
        NotFoundError: There is none within reach.
    """
    by.require_any_scope(Scope.CUSTOMERS_READ)
    with work:
        return work.customers.by_code(code, reach=by.reach)
