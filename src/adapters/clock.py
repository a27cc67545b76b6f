"""The machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Tells the time of the machine, as ``Clock``."""

    def now(self) -> datetime:
        """Returns the present time as an aware datetime in UTC, to the microsecond."""
        return datetime.now(UTC)
