"""Which values a column has, in as many steps as there are values."""

from __future__ import annotations

from sqlalchemy import CTE, Column, func, select


def distinct_values(column: Column[str], *, start: str | None = None, end: str | None = None) -> CTE:
    """Returns the values of a column that an index begins with, by a jump in it from each value to the next.

    Neither database does so by itself: ``DISTINCT`` reads every entry.

    Args:
        column: The column.
        start: The smallest value wanted.
        end: The value at which to stop.

    Returns:
        A table expression whose column ``value`` holds each value once, and NULL.
    """
    first = select(func.min(column).label("value"))
    following = select(func.min(column))
    if start is not None:
        first = first.where(column >= start)
    if end is not None:
        first, following = first.where(column < end), following.where(column < end)
    values = first.cte("found_values", recursive=True)
    step = following.where(column > values.c.value).correlate(values).scalar_subquery()
    return values.union_all(select(step).where(values.c.value.is_not(None)))
