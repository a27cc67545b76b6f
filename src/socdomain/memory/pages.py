"""Pages of lists that are ordered by time, the latest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import nlargest
from typing import TypeVar

from socdomain.pages import Page, PageRequest, Position

T = TypeVar("T")


def latest_first(items: Iterable[T], limit: int, position: Callable[[T], Position]) -> list[T]:
    """Returns the latest so many of some items, by (time, identifier)."""
    return nlargest(limit, items, key=lambda item: _key(position(item)))


def is_behind(position: Position, other: Position) -> bool:
    """Tells whether a position follows another in the list."""
    return _key(position) < _key(other)


def page_of(items: Iterable[T], page: PageRequest, position: Callable[[T], Position]) -> Page[T]:
    """Returns one page of some items, by (time, identifier), the latest first.

    Args:
        items: All there are, in any order.
        page: Which page.
        position: Tells where an item stands.
    """
    after = page.after
    following = (item for item in items if after is None or is_behind(position(item), after))
    found = latest_first(following, page.limit + 1, position)
    shown = tuple(found[: page.limit])
    return Page(shown, position(shown[-1]) if len(found) > page.limit else None)


def _key(position: Position) -> tuple[object, ...]:
    return position.at, position.id.int
