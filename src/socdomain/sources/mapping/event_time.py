"""The time in a document, in whichever form its tool writes it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

FIRST_YEAR = 1970
LAST_YEAR = 2261
"""Beyond it, nanoseconds since 1970 do not fit the 64 bits that tools keep them in."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_TEXT = 64
_EARLIEST_NUMBER = 100_000_000
"""1973 in seconds. A smaller number is a year, an uptime, a date without dashes or a clock that was never set."""

# Up to which number each unit goes, and how many decimal places it has before the microsecond. The bounds lie
# between year 5138 of the smaller unit and 1973 of the greater one, so that no time of our days is ambiguous.
_UNITS = ((10**11, 6), (10**14, 3), (10**17, 0), (10**19, -3))

_DIGITS = re.compile(r"(\d{9,19})(?:\.(\d+))?", re.ASCII)
_COMPACT_LENGTH = len("20260820080000")
"""Of a date and a time without separators; in milliseconds, so many digits would lie beyond the last year."""

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
# RFC 5322 section 4.3 names the North American zones; other names are not unique.
_ZONE_HOURS = {
    "": 0, "Z": 0, "UT": 0, "UTC": 0, "GMT": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip

_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
_ZONE = r"\s*(?P<zone>[A-Za-z]{1,4}|[+-]\d\d:?\d\d)?"
_COMMENT = r"(?:\s*[(\[][\w/+: -]*[)\]])?"
_WEEKDAY = r"(?:[A-Za-z]{3,9},?\s+)?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        # 2026 Aug 20 08:00:00 (Wazuh's predecoder), 2026/08/20 08:00:00, 2026-8-20 08:00:00 UTC, 23:59:60Z
        rf"{_YEAR}[-/. ](?P<month>\d{{1,2}}|[A-Za-z]{{3,9}})[-/. ]{_DAY}[T ,]\s*{_TIME}{_ZONE}{_COMMENT}",
        # Thu, 20 Aug 2026 08:00:00 +0000 (RFC 5322), 20/Aug/2026:08:00:00 +0000 (web servers), 20-Aug-2026 08:00
        rf"{_WEEKDAY}{_DAY}[-/ ]{_MONTH}[-/ ]{_YEAR}[ :,]\s*{_TIME}{_ZONE}{_COMMENT}",
        # Aug 20 2026 08:00:00, August 20, 2026 08:00, Aug 20, 2026 @ 08:00:00.000 (Kibana)
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}(?:,|\s@)?\s+{_TIME}{_ZONE}{_COMMENT}",
        # Thu Aug 20 08:00:00 UTC 2026 (asctime, date)
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_TIME}{_ZONE}\s+{_YEAR}",
    )
)


def event_time(value: Any) -> datetime | None:
    """Reads a time.

    Read are ISO 8601 with its variants (RFC 3339, no colon in the zone, a space for the ``T``, any number of
    decimals), numbers and digits since 1970 in seconds, milliseconds, microseconds or nanoseconds, and the forms of
    mail, web servers, syslog with a year and ``date``. A time without a zone is taken as UTC, since that is what
    tools mean that omit it. A day and a month that are both numbers are read with the year first only.

    Args:
        value: Anything that JSON can hold.

    Returns:
        The time, aware UTC, from 1970 to 2261 inclusive; None where it cannot be read or lies outside.
    """
    kind = type(value)
    if kind is str:
        moment = _from_dashed(value) or _from_text(value.strip())
    elif kind is int or kind is float:
        moment = _from_number(value)
    else:
        return None
    if moment is None:
        return None
    zone = moment.tzinfo
    if zone is None:
        moment = moment.replace(tzinfo=UTC)
    elif zone is not UTC:
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _from_dashed(text: str) -> datetime | None:
    """Reads ISO 8601 with dashes; without them, fromisoformat takes some runs of digits for a date, a digit, a time."""
    if text[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_text(text: str) -> datetime | None:
    if not text or len(text) > _LONGEST_TEXT:
        return None
    digits = _DIGITS.fullmatch(text)
    if digits is not None:
        return _from_digits(digits[1], digits[2] or "")
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return _from_parts(match)
    return _from_iso(text) if text[8:9] in ("", "T") else _from_dashed(text)


def _from_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_number(number: float) -> datetime | None:
    if not _EARLIEST_NUMBER <= number < _UNITS[-1][0]:
        return None
    if type(number) is int:
        return _from_digits(str(number), "")
    places = next(places for limit, places in _UNITS if number < limit)
    return _EPOCH + timedelta(microseconds=round(number * 10.0**places))


def _from_digits(whole: str, fraction: str) -> datetime | None:
    if len(whole) == _COMPACT_LENGTH and not fraction:
        return _from_iso(f"{whole[:8]}T{whole[8:]}")
    number = int(whole)
    if number < _EARLIEST_NUMBER:
        return None
    for limit, places in _UNITS:
        if number < limit:
            # What is finer than a microsecond is cut off, as fromisoformat does.
            digits = whole + fraction[:places].ljust(places, "0") if places >= 0 else whole[:places]
            return _EPOCH + timedelta(microseconds=int(digits))
    return None


def _from_parts(match: re.Match[str]) -> datetime | None:
    part = match.groupdict(default="")
    month = part["month"]
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
    zone = _zone(part["zone"])
    if zone is None:
        return None
    # RFC 3339 section 5.6 allows a leap second, datetime does not; the second before it is the closest.
    second = min(int(part["second"] or 0), 59)
    microsecond = int(part["fraction"][:6].ljust(6, "0"))
    try:
        return datetime(
            int(part["year"]), number, int(part["day"]), int(part["hour"]), int(part["minute"]),
            second, microsecond, tzinfo=zone,
        )  # fmt: skip
    except ValueError:
        return None


def _zone(text: str) -> timezone | None:
    if text[:1] in ("+", "-"):
        hours, minutes = int(text[1:3]), int(text[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
        if offset >= timedelta(days=1):
            return None
        return timezone(-offset if text[0] == "-" else offset)
    hours_east = _ZONE_HOURS.get(text.upper())
    return None if hours_east is None else timezone(timedelta(hours=hours_east))
