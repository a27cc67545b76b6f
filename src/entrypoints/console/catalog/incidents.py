"""The queue, an alert, and cases."""

from __future__ import annotations

from attrs import frozen


@frozen
class IncidentsText:
    """The queue, an alert, and cases."""

    title: str = "Alerts"
