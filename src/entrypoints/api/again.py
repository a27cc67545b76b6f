"""Trying again what met another writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from socdomain.errors import ConcurrentChangeError

ATTEMPTS = 3

P = ParamSpec("P")
T = TypeVar("T")


def settled(execute: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs a use case, again when another writer was first: its whole unit of work can be repeated.

    Args:
        execute: The use case's ``execute``.
        *args: Its arguments.
        **kwargs: Its arguments.

    Raises:
        ConcurrentChangeError: Another writer was first three times.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return execute(*args, **kwargs)
        except ConcurrentChangeError:
            continue
    return execute(*args, **kwargs)
