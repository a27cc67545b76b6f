"""Times that are typed into forms, in the reader's zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Final

from entrypoints.console.catalog import TEXT
from socdomain.errors import InvalidInputError

_LONGEST: Final = 40


def typed_time(text: str, field: str, zone: tzinfo) -> datetime | None:
    """Returns a time in UTC; None where nothing was typed.

    Args:
        text: As fields of the type ``datetime-local`` send it (HTML section 2.3.5.6), or with a zone (RFC 3339).
        field: The field that it was typed into.
        zone: That of a time without one.

    Raises:
        InvalidInputError: It is no time, or one that there is not.
    """
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip()[:_LONGEST])
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(field, TEXT.fields.time) from error


def zone_name(zone: tzinfo) -> str:
    """Returns what people call a zone, such as ``Europe/Berlin``."""
    return str(zone)
