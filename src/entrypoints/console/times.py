"""Times as people read them, with the exact UTC beside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from markupsafe import Markup

_DAY: Final = timedelta(days=1)
_MOST_OF_A_YEAR: Final = timedelta(days=300)


def exact(at: datetime) -> str:
    """Returns a time to the second, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def written(at: datetime) -> str:
    """Returns a time as addresses hold it: RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def in_zone(at: datetime, zone: tzinfo) -> datetime:
    """Returns a time as it is in a zone; in its own where that would be before the first year or after the last."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def shown(at: datetime, zone: tzinfo, now: datetime) -> str:
    """Returns a time as briefly as it is clear: without the date where it is today's, without the year in this one."""
    local, today = in_zone(at, zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M:%S}"
    if abs(now - at) < _MOST_OF_A_YEAR:
        return f"{local.day} {local:%b %H:%M}"
    return f"{local.day} {local:%b %Y %H:%M}"


def time_element(at: datetime, zone: tzinfo, now: datetime) -> Markup:
    """Returns a time for a page: in the reader's zone, with the exact UTC when it is pointed at."""
    machine = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(machine, exact(at), shown(at, zone, now))


def span(length: timedelta) -> str:
    """Returns how long something took or takes, in its two largest units."""
    seconds = max(0, int(length.total_seconds()))
    parts = [(seconds // 86_400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    first = next((place for place, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"
