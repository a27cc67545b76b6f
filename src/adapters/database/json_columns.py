"""What JSON columns hold: strict both ways, so that nothing is read that was not written so.

Histories, audit records and contexts are plain mappings and are kept as they are; these here have a shape.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from socdomain.ids import CustomerId
from socdomain.principal import Scope


class StoredValueError(RuntimeError):
    """A JSON column holds what this program does not write; says which, never what."""


def scopes_to_json(scopes: Iterable[Scope]) -> list[str]:
    """Returns the value that stands for scopes."""
    return sorted(scope.value for scope in scopes)


def scopes_from_json(value: Any) -> frozenset[Scope]:
    """Returns the scopes that a value stands for.

    Raises:
        StoredValueError: One of them does not exist; it is not passed by, since what a user may do is at stake.
    """
    try:
        return frozenset(map(Scope, _texts(value, "scopes")))
    except ValueError as error:
        raise StoredValueError("a stored scope does not exist") from error


def customers_to_json(customers: Iterable[CustomerId] | None) -> list[str] | None:
    """Returns the value that stands for the customers a user may see; None means everyone's."""
    return None if customers is None else sorted(map(str, customers))


def customers_from_json(value: Any) -> frozenset[CustomerId] | None:
    """Returns the customers that a value stands for.

    Raises:
        StoredValueError: One of them is not an identifier.
    """
    if value is None:
        return None
    try:
        return frozenset(CustomerId(UUID(text)) for text in _texts(value, "customers"))
    except ValueError as error:
        raise StoredValueError("a stored customer is not an identifier") from error


def pairs_to_json(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Returns the value that stands for names and values in their order."""
    return [[name, value] for name, value in pairs]


def pairs_from_json(value: Any) -> tuple[tuple[str, str], ...]:
    """Returns the names and values that a value stands for.

    Raises:
        StoredValueError: It is something else.
    """
    if not isinstance(value, list) or any(len(_texts(pair, "pairs")) != 2 for pair in value):
        raise StoredValueError("stored pairs are something else")
    return tuple((name, text) for name, text in value)


def _texts(value: Any, what: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise StoredValueError(f"stored {what} are something else")
    return value
