"""Time, as the domain is told it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; the only way in which the domain learns it."""

    def now(self) -> datetime:
        """Returns the present time as an aware datetime in UTC, to the microsecond."""
        ...
