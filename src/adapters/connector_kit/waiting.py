"""How long to wait before a product is asked again."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import SystemRandom
from typing import Final

from adapters.connector_kit.kit_limits import KitLimits

_CHANCE: Final = SystemRandom()


def retry_after_s(header: str | None, *, now: datetime | None = None) -> float | None:
    """Reads ``Retry-After`` (RFC 9110, section 10.2.3): seconds, or a date.

    Args:
        header: The header; None where there is none.
        now: The present time, aware; None for that of this machine.

    Returns:
        Seconds from now, 0 for the past; None where it says nothing.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    # A date with the zone "-0000" is read without one, and means UTC.
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())


def backoff_s(attempt: int, limits: KitLimits) -> float:
    """Returns a wait before the next attempt: by chance up to a bound that doubles, so that nobody waits in step.

    Args:
        attempt: How many attempts there were; at least 1.
        limits: What the bounds are.
    """
    bound_s = min(limits.longest_backoff_s, limits.backoff_s * math.ldexp(1, attempt - 1))
    return _CHANCE.uniform(0, bound_s)
