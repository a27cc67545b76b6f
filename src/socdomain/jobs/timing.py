"""When a job is due: every so many minutes, or as cron says it in some time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from attrs import frozen

from socdomain.errors import InvalidInputError

MOST_MINUTES: Final = 366 * 24 * 60
"""The longest interval, a leap year: whatever is longer is a mistake in the unit."""

LONGEST_CRON: Final = 200
"""Characters of an expression at most."""


@frozen
class Every:
    """Again and again, whatever the clocks on the walls say.

    Attributes:
        minutes: From one time to the next, 1 to 527,040.
    """

    minutes: int

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise InvalidInputError("interval", f"must be from 1 to {MOST_MINUTES} minutes")

    def after(self, at: datetime, *, counted_from: datetime) -> datetime:
        """Returns the first time after another one, a whole number of intervals after where counting began."""
        interval = timedelta(minutes=self.minutes)
        return counted_from + ((at - counted_from) // interval + 1) * interval


@frozen
class Cron:
    """As five fields say it: minute, hour, day of the month, month, day of the week (POSIX crontab).

    Attributes:
        expression: The fields, separated by spaces.
        zone: Name of the time zone that they are meant in, of the IANA database, such as ``Europe/Berlin``.
    """

    expression: str
    zone: str = "UTC"


Timing = Every | Cron


def timing_document(timing: Timing) -> dict[str, Any]:
    """Returns a timing as JSON: ``interval`` in minutes, or ``cron`` and ``zone``."""
    if isinstance(timing, Every):
        return {"interval": timing.minutes}
    return {"cron": timing.expression, "zone": timing.zone}


class Calendar(Protocol):
    """Knows what cron expressions mean, and the time zones of the world."""

    def after(self, cron: Cron, at: datetime) -> datetime:
        """Returns the first time after another one, aware UTC.

        What is due in an hour that a clock leaves out is due once, as late after that as it would have been into the
        hour. What is due at a time that a clock shows twice is due the first time; where every hour is meant, both.

        Raises:
            InvalidInputError: ``cron`` cannot be read or is never due, or there is no such ``zone``.
        """
        ...


def due_after(timing: Timing, at: datetime, *, counted_from: datetime, calendar: Calendar) -> datetime:
    """Returns when something is due next.

    Args:
        timing: When it is due.
        at: Only after this time; aware UTC.
        counted_from: Where intervals are counted from; aware UTC.
        calendar: Knows cron.

    Raises:
        InvalidInputError: The timing says nothing that can be meant.
    """
    if isinstance(timing, Every):
        return timing.after(at, counted_from=counted_from)
    if len(timing.expression) > LONGEST_CRON:
        raise InvalidInputError("cron", f"must have at most {LONGEST_CRON} characters")
    return calendar.after(timing, at)
