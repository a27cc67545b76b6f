"""Codes of customers to choose from."""

from __future__ import annotations

from entrypoints.container import Container
from socdomain.customers.queries import list_customers
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.principal import Principal, Scope


def customer_codes(container: Container, by: Principal) -> tuple[str, ...]:
    """Returns the codes that are offered where one is written, at most 200; any other can be written as well."""
    if Scope.CUSTOMERS_READ not in by.scopes:
        return ()
    found = list_customers(container.reading(by.reach), PageRequest(LARGEST_PAGE), by=by)
    return tuple(sorted(one.code for one in found.items))
