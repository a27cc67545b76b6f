"""When somebody last looked at an alert, so that it can be shown what has come since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

VISIT_ENDS_AFTER: Final = timedelta(minutes=30)
"""Looks that are no further apart than this are one visit."""


@frozen
class Look:
    """What is known of a user's looks at an alert.

    Attributes:
        at: When they looked last, aware UTC.
        before: When they looked last in the visit before this one; None while this is the first.
    """

    at: datetime
    before: datetime | None = None


def looked(known: Look | None, now: datetime) -> Look:
    """Returns what is known once somebody has looked again.

    A visit is a series of looks none of which is more than 30 minutes after the one before. What counts as seen is
    what was there at the last look of the visit before, so that what is new stays new however often the page is loaded
    again while it is read.

    Args:
        known: What was known; None where they have never looked.
        now: When they look. Where another clock was ahead, the later time stays.
    """
    if known is None:
        return Look(now)
    if now - known.at > VISIT_ENDS_AFTER:
        return Look(now, known.at)
    return Look(max(now, known.at), known.before)
