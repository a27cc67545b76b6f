"""Codes of customers to choose from."""

from __future__ import annotations

from entrypoints.console.chosen_customers import known_customers
from entrypoints.container import Container
from socdomain.principal import Principal


def customer_codes(container: Container, by: Principal) -> tuple[str, ...]:
    """Returns the codes that are offered where one is written, at most 200; any other can be written as well."""
    return tuple(sorted(known_customers(container, by)))
