"""Alerts as rows: what each column holds, and the entity that a row stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import fields
from sqlalchemy import Column

from adapters.database.incident_tables import alert_texts, alerts
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_search import search_text
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.incidents.status import Status, Verdict
from socdomain.sources.severity import Severity

# A column has the name of the entity's field.
_NAMES = tuple(one.name for one in fields(Alert))
_COLUMNS: dict[str, Column[Any]] = {**dict(alert_texts.c.items()), **dict(alerts.c.items())}
ALERT_COLUMNS = tuple(_COLUMNS[name] for name in _NAMES)
"""What an alert is read from; select it with ``IS_TEXT`` joining the two tables."""

IS_TEXT = alert_texts.c.number == alerts.c.number

_TECHNIQUES, _TAGS = _NAMES.index("techniques"), _NAMES.index("tags")
_SEVERITY, _RAISED = _NAMES.index("severity"), _NAMES.index("severity_raised")
_STATUS, _VERDICT = _NAMES.index("status"), _NAMES.index("verdict")


_JOINABLE_NAMES = tuple(one.name for one in fields(JoinableAlert))
JOINABLE_COLUMNS = tuple(_COLUMNS["status" if name == "is_live" else name] for name in _JOINABLE_NAMES)
"""What intake reads of an alert, all of it in ``alerts``."""

_JOINABLE_LIVE, _JOINABLE_TECHNIQUES = _JOINABLE_NAMES.index("is_live"), _JOINABLE_NAMES.index("techniques")
_JOINABLE_SEVERITY, _JOINABLE_RAISED = _JOINABLE_NAMES.index("severity"), _JOINABLE_NAMES.index("severity_raised")


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


def joinable_from_row(row: Sequence[Any]) -> JoinableAlert:
    """Returns what intake knows of the alert that a row stands for; the row holds ``JOINABLE_COLUMNS``."""
    values = list(row)
    values[_JOINABLE_LIVE] = values[_JOINABLE_LIVE] != Status.CLOSED.value
    values[_JOINABLE_TECHNIQUES] = tuple(values[_JOINABLE_TECHNIQUES])
    values[_JOINABLE_SEVERITY] = Severity(values[_JOINABLE_SEVERITY])
    if values[_JOINABLE_RAISED] is not None:
        values[_JOINABLE_RAISED] = Severity(values[_JOINABLE_RAISED])
    return JoinableAlert(*values)


def alert_to_row(alert: Alert, change_sequence: int) -> dict[str, Any]:
    """Returns a row for an alert: plain values by column name, for the column types to turn into what a driver takes.

    Columns of JSON get lists and mappings; ``number`` is left to the database.

    Args:
        alert: The alert.
        change_sequence: Number of the change that adds it.
    """
    row = {
        "id": alert.id,
        "customer_id": alert.customer_id,
        "source": alert.source,
        "fingerprint": alert.fingerprint,
        "title": alert.title,
        "rule_id": alert.rule_id,
        "techniques": list(alert.techniques),
        "asset_name": alert.asset_name,
        "opened_at": alert.opened_at,
        "recorded_at": alert.recorded_at,
        "first_seen": alert.first_seen,
        "last_seen": alert.last_seen,
        "window_until": alert.window_until,
        "takes_events": alert.takes_events,
        "event_count": alert.event_count,
        "late_events": alert.late_events,
        "continues": alert.continues,
        "severity_known": alert.severity_known,
        "added_sequence": change_sequence,
    }
    return row | analysts_part(alert, change_sequence)


def text_to_row(alert: Alert, number: int) -> dict[str, Any]:
    """Returns the row of what is long, in the same way.

    Args:
        alert: The alert.
        number: Its number.
    """
    return {
        "number": number,
        "customer_id": alert.customer_id,
        "search_text": search_text(alert),
        "description": alert.description,
        "context": dict(alert.context),
    }


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
