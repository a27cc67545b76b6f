"""What an alert's events did over time: how many there were in each of some equal spans."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from socdomain.errors import InvalidInputError

USUAL_BUCKETS: Final = 48
MOST_BUCKETS: Final = 500

_MICROSECOND: Final = timedelta(microseconds=1)


@frozen
class Activity:
    """How many events an alert had in equal spans from when it was first seen to when it was last seen.

    Attributes:
        start: Where the first span begins: when the alert was first seen, aware UTC.
        span_s: How long each is, in seconds; whole microseconds.
        counts: How many events each has; an event at the end of one belongs to the next.
    """

    start: datetime
    span_s: float
    counts: tuple[int, ...]


def checked_buckets(buckets: int) -> int:
    """Returns a number of spans, if there may be so many.

    Raises:
        InvalidInputError: There may not: it is not from 1 to 500.
    """
    if not 1 <= buckets <= MOST_BUCKETS:
        raise InvalidInputError("buckets", f"must be from 1 to {MOST_BUCKETS}")
    return buckets


def span_between(first: datetime, last: datetime, buckets: int) -> timedelta:
    """Returns the shortest span, in whole microseconds, of which so many hold both times.

    So the last event lies within the last span and not at its end, and of an alert that was seen at one moment all
    events lie in the first span, which is one microsecond long.
    """
    return ((last - first) // _MICROSECOND // buckets + 1) * _MICROSECOND
