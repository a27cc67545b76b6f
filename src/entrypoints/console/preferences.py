"""What a browser says of whoever sits there: in which zone they read times, and whether they want it dark."""

from __future__ import annotations

from datetime import UTC, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from entrypoints.console.guard import PATH

ZONE: Final = "watchfloor-zone"
"""The cookie that a module sets, with a name of the IANA time zone database."""
THEME: Final = "watchfloor-theme"
_A_YEAR_S: Final = 365 * 24 * 3600
_LONGEST_ZONE: Final = 64


class Theme(StrEnum):
    """Which colours are wanted."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def theme_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Theme:
    """Returns the colours that were chosen; those of the system, where none were."""
    chosen = connection.cookies.get(THEME)
    return next((theme for theme in Theme if theme.value == chosen), Theme.SYSTEM)


def zone_of(connection: ASGIConnection[Any, Any, Any, Any]) -> tzinfo:
    """Returns the zone in which times are shown; UTC where the browser has not said, or says what there is not."""
    return _zone(connection.cookies.get(ZONE, "").replace("%2F", "/"))


@lru_cache(maxsize=512)
def _zone(name: str) -> tzinfo:
    if not 1 <= len(name) <= _LONGEST_ZONE:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def theme_cookie(theme: Theme, *, is_secure: bool) -> Cookie:
    """Returns the cookie that keeps a choice of colours."""
    return Cookie(
        THEME, path=PATH, value=theme.value, max_age=_A_YEAR_S, secure=is_secure, httponly=True, samesite="lax"
    )
