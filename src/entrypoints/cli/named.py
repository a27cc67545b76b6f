"""What people name on the command line: identifiers, customers, sources. What does not exist is wrong use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from entrypoints.bootstrap import Platform
from entrypoints.cli.platform import person_here
from socdomain.customers.queries import get_customer, list_customers
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.pages import PageRequest
from socdomain.sources.queries import list_sources

_MOST_NAMED: Final = 20


def identifier(text: str) -> UUID:
    """Reads an identifier.

    Raises:
        InvalidInputError: It is not a UUID.
    """
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInputError("id", f"{text!r} is not an identifier, such as lists show them") from None


def customer_code(platform: Platform, code: str | None) -> str | None:
    """Returns the code of the customer that is named by its code or a further one; None where none is named.

    Raises:
        InvalidInputError: There is no such customer; names those that there are.
    """
    if code is None:
        return None
    reading, by = platform.container.reading, person_here()
    try:
        return get_customer(reading(by.reach), code, by=by).code
    except NotFoundError:
        page = list_customers(reading(by.reach), PageRequest(_MOST_NAMED), by=by)
        known = _enumerated(sorted(one.code for one in page.items), is_cut=page.next is not None)
        raise InvalidInputError("--customer", f"there is no customer {code!r}; {known}") from None


def source_name(platform: Platform, name: str) -> str:
    """Returns the name of a source.

    Raises:
        InvalidInputError: There is no such source; names those that there are.
    """
    by = person_here()
    names = [source.name for source in list_sources(platform.container.reading(by.reach), by=by)]
    if name not in names:
        raise InvalidInputError("--source", f"there is no source {name!r}; {_enumerated(names, is_cut=False)}")
    return name


def _enumerated(names: Iterable[str], *, is_cut: bool) -> str:
    return f"there are {', '.join(names) or 'none'}{' and more' if is_cut else ''}"
