"""What cron expressions mean, by croniter, in the time zones of the IANA database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import CroniterBadDateError, CroniterError, croniter

from socdomain.errors import InvalidInputError
from socdomain.jobs.timing import Cron

_FIELDS: Final = re.compile(r"(?: *[0-9A-Za-z*,/-]+){5} *", re.ASCII)
"""Five of what POSIX knows; croniter alone would take seconds, `@daily`, `h` and `r` (a random time) as well."""

_NEVER_MEANT: Final = re.compile(r"\b(?:h|r|l|l\d+|w\d+|\d+w)\b", re.ASCII | re.IGNORECASE)
"""Letters that croniter knows and POSIX does not."""

_RANGE: Final = re.compile(r"(\w+)-(\w+)", re.ASCII)

_LONGEST_WAIT_YEARS: Final = 10
"""What is due only on 29 February waits for eight years around 2100, and nothing waits longer."""

_NEAR: Final = timedelta(hours=25)
"""A clock that changes within a day counts as changing now: the greatest change, over the date line, is 24 hours."""

_NO_PLACE: Final = frozenset({"", "Factory", "localtime", "posixrules"})
"""Names of files beside the zones that mean whatever a machine is set to."""

_OTHER_FOLDERS: Final = ("posix/", "right/")
"""The zones once more, and with leap seconds, which some machines have and others do not."""


class CroniterCalendar:
    """Knows cron expressions and time zones, as ``Calendar``."""

    def after(self, cron: Cron, at: datetime) -> datetime:
        """Returns the first time after another one, aware UTC; see ``Calendar``."""
        zone = _zone(cron.zone)
        # All that can be due next lies between these two: a clock that changes shows times twice, or late.
        begin = _shown(at, zone) - _change_near(at, zone)
        end: datetime | None = None
        found: list[datetime] = []
        is_every_hour = _is_every_hour(cron.expression)
        for shown in _matches(cron.expression, begin):
            if end is not None and shown > end:
                break
            found += [time for time in _times(shown, zone, is_every_hour=is_every_hour) if time > at]
            if found and end is None:
                end = shown + _change_near(found[0], zone)
        return min(found)


def _zone(name: str) -> ZoneInfo:
    reason = "must be a time zone of the IANA database, such as Europe/Berlin"
    if name in _NO_PLACE or name.startswith(_OTHER_FOLDERS):
        raise InvalidInputError("zone", reason)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # A name may also be a folder of zones, or lead out of it.
        raise InvalidInputError("zone", reason) from error


def _matches(expression: str, begin: datetime) -> Iterator[datetime]:
    """Returns the times that clocks show when something is due, after one of them; none of them says where."""
    if not _FIELDS.fullmatch(expression) or _NEVER_MEANT.search(expression) or _has_range_of_one(expression):
        raise _unreadable()
    try:
        times = croniter(expression, begin, ret_type=datetime, max_years_between_matches=_LONGEST_WAIT_YEARS)
        while True:
            yield times.get_next(datetime)
    except CroniterBadDateError as error:
        raise _never() from error
    except (CroniterError, ValueError, KeyError, IndexError) as error:
        # What it cannot read it does not always say by an error of its own.
        raise _unreadable() from error


def _has_range_of_one(expression: str) -> bool:
    """Tells whether a range ends where it begins, such as `8-08` or `tue-2`: croniter takes it for all of the field."""
    for field, names in zip(expression.lower().split(), croniter.ALPHACONV, strict=False):
        for low, high in _RANGE.findall(field):
            if _number(low, names) == _number(high, names):
                return True
    return False


def _number(written: str, names: Mapping[str, int | str]) -> int | str:
    """Returns what a field says by a number or a name; what is neither stays, and is refused where it is read."""
    return int(written) if written.isdecimal() else names.get(written, written)


def _is_every_hour(expression: str) -> bool:
    """Tells whether no hour is left out."""
    try:
        return bool(croniter.expand(expression)[0][1] == ["*"])
    except (CroniterError, ValueError, KeyError, IndexError):
        # Is refused where it is read.
        return False


def _times(shown: datetime, zone: ZoneInfo, *, is_every_hour: bool) -> list[datetime]:
    """Returns when something happens that is due when a clock shows a time.

    Args:
        shown: What the clock shows, without a zone.
        zone: Where the clock is.
        is_every_hour: Whether it is due in each hour, so also in one that comes twice.
    """
    first = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    # Of a time that is never shown, the first is counted on from the hour before, and so as late as is meant
    # (PEP 495). There the second one lies before it, of a time that is shown twice behind it.
    return [first, second] if is_every_hour and second > first else [first]


def _shown(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def _change_near(at: datetime, zone: ZoneInfo) -> timedelta:
    """Returns by how much the clock changes around a time; nothing nearly always."""
    offsets = [(at + beside).astimezone(zone).utcoffset() or timedelta() for beside in (-_NEAR, timedelta(), _NEAR)]
    return max(offsets) - min(offsets)


def _unreadable() -> InvalidInputError:
    return InvalidInputError(
        "cron", "must be five fields: minute, hour, day of the month, month, day of the week, such as '30 4 * * 1-5'"
    )


def _never() -> InvalidInputError:
    return InvalidInputError("cron", "is never due")
