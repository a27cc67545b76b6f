"""Alerts as rows: what each column holds, and the entity that a row stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import fields

from adapters.database.incident_tables import alerts
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_search import search_text
from socdomain.incidents.status import Status, Verdict
from socdomain.sources.severity import Severity

# A column has the name of the entity's field.
_NAMES = tuple(one.name for one in fields(Alert))
ALERT_COLUMNS = tuple(alerts.c[name] for name in _NAMES)

_TECHNIQUES, _TAGS = _NAMES.index("techniques"), _NAMES.index("tags")
_SEVERITY, _RAISED = _NAMES.index("severity"), _NAMES.index("severity_raised")
_STATUS, _VERDICT = _NAMES.index("status"), _NAMES.index("verdict")


def alert_from_row(row: Sequence[Any]) -> Alert:
    """Returns the alert that a row stands for.

    Args:
        row: The values of ``ALERT_COLUMNS`` as the column types give them; what comes after them is passed by.
    """
    values = list(row[: len(_NAMES)])
    values[_TECHNIQUES] = tuple(values[_TECHNIQUES])
    values[_TAGS] = tuple(values[_TAGS])
    values[_SEVERITY] = Severity(values[_SEVERITY])
    values[_STATUS] = Status(values[_STATUS])
    if values[_RAISED] is not None:
        values[_RAISED] = Severity(values[_RAISED])
    if values[_VERDICT] is not None:
        values[_VERDICT] = Verdict(values[_VERDICT])
    return Alert(*values)


def alert_to_row(alert: Alert, change_sequence: int) -> dict[str, Any]:
    """Returns a row for an alert: plain values by column name, for the column types to turn into what a driver takes.

    Columns of JSON get lists and mappings; ``number`` is left to the database.

    Args:
        alert: The alert.
        change_sequence: Number of the change that writes it.
    """
    row = {
        "id": alert.id,
        "customer_id": alert.customer_id,
        "source": alert.source,
        "fingerprint": alert.fingerprint,
        "title": alert.title,
        "description": alert.description,
        "rule_id": alert.rule_id,
        "techniques": list(alert.techniques),
        "context": dict(alert.context),
        "asset_name": alert.asset_name,
        "search_text": search_text(alert),
        "opened_at": alert.opened_at,
        "first_seen": alert.first_seen,
        "last_seen": alert.last_seen,
        "window_until": alert.window_until,
        "takes_events": alert.takes_events,
        "event_count": alert.event_count,
        "late_events": alert.late_events,
        "continues": alert.continues,
        "severity_known": alert.severity_known,
    }
    return row | analysts_part(alert, change_sequence)


def analysts_part(alert: Alert, change_sequence: int) -> dict[str, Any]:
    """Returns the columns that analysts decide about, and those that change with them.

    Args:
        alert: The alert.
        change_sequence: Number of the change that writes it.
    """
    return {
        "takes_events": alert.takes_events,
        "severity": int(alert.severity),
        "severity_is_set": alert.severity_is_set,
        "severity_raised": None if alert.severity_raised is None else int(alert.severity_raised),
        "new_assets_since": alert.new_assets_since,
        "status": alert.status.value,
        "verdict": None if alert.verdict is None else alert.verdict.value,
        "verdict_reason": alert.verdict_reason,
        "duplicate_of": alert.duplicate_of,
        "assignee": alert.assignee,
        "tags": list(alert.tags),
        "acted_at": alert.acted_at,
        "closed_at": alert.closed_at,
        "version": alert.version,
        "change_sequence": change_sequence,
    }
