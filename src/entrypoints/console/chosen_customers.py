"""Choosing whose data somebody sees: every customer's, or those of some."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Protocol

from attrs import frozen

from entrypoints.console.catalog import TEXT
from entrypoints.container import Container
from socdomain.customers.queries import list_customers
from socdomain.errors import InvalidInputError
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.principal import Principal, Scope

EVERYONE: Final = "everyone"
"""What is sent for every customer."""


class ChoosesCustomers(Protocol):
    """A form in which customers are chosen."""

    @property
    def reach(self) -> str:
        """``everyone``, or ``named`` for those that are named."""
        ...

    @property
    def customers(self) -> tuple[str, ...]:
        """The codes that are ticked."""
        ...

    @property
    def others(self) -> str:
        """Further codes, with spaces between."""
        ...


@frozen
class CustomerOption:
    """A customer that may be chosen."""

    code: str
    name: str
    is_chosen: bool


@frozen
class CustomerChoice:
    """The customers that may be chosen, and those that are.

    Attributes:
        is_everyone: Whether it is all of them.
        options: Those that are shown, by code.
        has_more: Whether there are others, which have to be named.
        others: Those that were named.
    """

    is_everyone: bool
    options: tuple[CustomerOption, ...]
    has_more: bool
    others: str = ""


def customer_choice(
    container: Container, by: Principal, chosen: Collection[str] | None, others: str = ""
) -> CustomerChoice:
    """Returns the customers that somebody may choose from.

    Args:
        container: The use cases.
        by: Who chooses.
        chosen: The codes that are chosen; None for every customer.
        others: Further codes that were typed.
    """
    names = known_customers(container, by)
    ticked = frozenset(chosen or ())
    shown = {**dict.fromkeys(ticked, ""), **names}
    options = tuple(CustomerOption(code, shown[code], code in ticked) for code in sorted(shown))
    return CustomerChoice(chosen is None, options, len(names) == LARGEST_PAGE, others)


def known_customers(container: Container, by: Principal) -> dict[str, str]:
    """Returns the names of the latest 200 customers that somebody may see, by their codes."""
    if Scope.CUSTOMERS_READ not in by.scopes:
        return {}
    found = list_customers(container.reading(by.reach), PageRequest(LARGEST_PAGE), by=by)
    return {customer.code: customer.name for customer in found.items}


def chosen_customers(sent: ChoosesCustomers) -> tuple[str, ...] | None:
    """Returns the codes of the customers that were chosen; None for every customer.

    Raises:
        InvalidInputError: None was, and not every customer either: nobody means a user who sees nothing.
    """
    if sent.reach == EVERYONE:
        return None
    codes = (*sent.customers, *sent.others.split())
    if not codes:
        raise InvalidInputError("customers", TEXT.fields.choose_customers)
    return codes
