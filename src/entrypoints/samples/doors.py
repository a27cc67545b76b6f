"""Events of a tool that Watchfloor has to be taught: its source's mapping lacks the customer, so they are rejected."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

from socdomain.sources.mapping import SourceMapping

SOURCE: Final = "doors"

MAPPING: Final = SourceMapping(name=SOURCE, title=("headline",), time=("at",))
"""Whose it is, ``site`` says; ``"customer": ["site"]`` is what is missing."""

_HAPPENED: Final = (
    (50, "Door forced open", "high", "gate-3", "ACME"),
    (35, "Badge used at two doors at once", "medium", "lobby", "ACME"),
    (20, "Door held open for ten minutes", "low", "server room", "GLOBEX"),
)


def doors(now: datetime) -> bytes:
    """Returns what happened within the last hour, as JSON lines.

    Args:
        now: When the hour ends, aware UTC.
    """
    documents: list[dict[str, Any]] = [
        {
            "at": (now - timedelta(minutes=minutes)).isoformat(),
            "headline": headline,
            "level": level,
            "box": box,
            "site": site,
        }
        for minutes, headline, level, box, site in _HAPPENED
    ]
    return b"".join(json.dumps(one, separators=(",", ":")).encode() + b"\n" for one in documents)
