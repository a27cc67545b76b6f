"""Conditions that lists share: whose rows, from which position on, where the next page starts, and which of many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, true, tuple_

from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach

MOST_NAMED = 10_000
"""SQLite takes 32,766 values in a statement unless it was built for more, PostgreSQL 65,535."""

R = TypeVar("R")
T = TypeVar("T")


def within(customer_id: ColumnElement[UUID], reach: Reach) -> ColumnElement[bool]:
    """Returns the condition that a row's customer is within reach; rows without one are so for everyone alone.

    Args:
        customer_id: The column that says whose a row is.
        reach: Whose rows are wanted.
    """
    return true() if reach.customers is None else customer_id.in_(sorted(reach.customers))


def in_chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yields items in their order, as many at a time as one statement may name (https://sqlite.org/limits.html)."""
    for start in range(0, len(items), MOST_NAMED):
        yield items[start : start + MOST_NAMED]


def latest_first(
    statement: Select[Any], at: ColumnElement[datetime], row_id: ColumnElement[UUID], page: PageRequest
) -> Select[Any]:
    """Returns a statement for one page by (time, identifier), the latest first, and one row more to see what follows.

    Args:
        statement: What is wanted, without an order.
        at: The column of the time.
        row_id: The column of the identifier.
        page: Which page.
    """
    if page.after is not None:
        # The types are given: the sides of a comparison of tuples do not learn them from each other.
        last = tuple_(literal(page.after.at, at.type), literal(page.after.id, row_id.type))
        statement = statement.where(tuple_(at, row_id) < last)
    return statement.order_by(at.desc(), row_id.desc()).limit(page.limit + 1)


def page_of(rows: Sequence[R], page: PageRequest, item: Callable[[R], T], position: Callable[[R], Position]) -> Page[T]:
    """Makes the page from what ``latest_first`` found.

    Args:
        rows: At most one more than the page may have.
        page: Which page was wanted.
        item: Makes an item from a row.
        position: Tells the position of a row.
    """
    shown = rows[: page.limit]
    return Page(tuple(map(item, shown)), position(shown[-1]) if len(rows) > page.limit else None)
