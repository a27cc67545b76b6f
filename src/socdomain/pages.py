"""Lists are read a page at a time, by position and never by offset."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from attrs import frozen

from socdomain.errors import InvalidInputError

LARGEST_PAGE = 200
USUAL_PAGE = 50

T = TypeVar("T")


@frozen
class Position:
    """Where a page ended: the sort key of its last item.

    Attributes:
        at: The time that the list is ordered by, aware UTC.
        id: The identifier that breaks ties.
    """

    at: datetime
    id: UUID


@frozen
class PageRequest:
    """Which page of a list is wanted.

    Attributes:
        limit: How many items at most, 1 to 200.
        after: The position at which the page before ended; None for the first page.
    """

    limit: int = USUAL_PAGE
    after: Position | None = None

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.limit <= LARGEST_PAGE:
            raise InvalidInputError("limit", f"must be from 1 to {LARGEST_PAGE}")


@frozen
class Page(Generic[T]):
    """A page of a list.

    Attributes:
        items: The items, in the order of the list.
        next: Where the next page starts; None when this is the last.
    """

    items: tuple[T, ...]
    next: Position | None = None
