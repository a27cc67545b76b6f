"""Doing one thing beside another; the port, and the way that needs nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Begin(Protocol):
    """Begins something, and returns what waits for its result or raises its error."""

    def __call__(self, do: Callable[[], T], /) -> Callable[[], T]:
        """Begins it; the caller may never ask for the result."""
        ...


def in_turn(do: Callable[[], T], /) -> Callable[[], T]:
    """Begins nothing yet: what is to be done is done when its result is wanted."""
    return do
