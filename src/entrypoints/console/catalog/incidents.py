"""The queue, an alert, and cases."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

_SEVERITIES = {
    "Critical": "Critical",
    "High": "High",
    "Medium": "Medium",
    "Low": "Low",
    "Informational": "Informational",
}
_STATUSES = {"OPEN": "Open", "IN_PROGRESS": "In progress", "CLOSED": "Closed"}
_VERDICTS = {
    "true_positive": "True positive",
    "benign_positive": "Benign positive",
    "false_positive": "False positive",
    "duplicate": "Duplicate",
    "undetermined": "Undetermined",
}


@frozen
class IncidentsText:
    """What alerts and cases share."""

    severities: Mapping[str, str] = Factory(lambda: _SEVERITIES)
    statuses: Mapping[str, str] = Factory(lambda: _STATUSES)
    verdicts: Mapping[str, str] = Factory(lambda: _VERDICTS)
