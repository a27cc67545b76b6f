"""Clocks that show what they are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import define

USUAL_START = datetime(2026, 1, 1, tzinfo=UTC)


@define
class FixedClock:
    """Shows one time until somebody sets it, as ``Clock``.

    Attributes:
        at: The time that it shows, aware UTC.
    """

    at: datetime = USUAL_START

    def now(self) -> datetime:
        """Returns the time that it shows."""
        return self.at

    def advance(self, by: timedelta) -> None:
        """Sets it forward, or back."""
        self.at += by


@define
class SteppingClock:
    """Goes a step forward whenever it is looked at, as ``Clock``.

    Attributes:
        at: The time that it shows next, aware UTC.
        step: By how much it goes forward.
    """

    at: datetime = USUAL_START
    step: timedelta = timedelta(seconds=1)

    def now(self) -> datetime:
        """Returns the time that it shows, which is a step later than the time before."""
        shown = self.at
        self.at += self.step
        return shown
