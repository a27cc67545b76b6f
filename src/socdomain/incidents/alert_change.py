"""What analysts may change of an alert, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from socdomain.errors import InvalidInputError, StatusChangeError
from socdomain.incidents.alert import LONGEST_TAG, MOST_TAGS, Alert
from socdomain.incidents.status import LONGEST_REASON, Closing, Status
from socdomain.sources.severity import Severity
from socdomain.unset import UNSET, Unset

LONGEST_ASSIGNEE = 100
_TAG = re.compile(r"[^\s,]+")


@frozen
class AlertChange:
    """What to change; ``UNSET`` leaves a field as it is.

    Attributes:
        status: The new status; CLOSED needs ``closing``, leaving CLOSED needs ``reason``.
        closing: Verdict, and what belongs to it.
        reason: Why a closed alert is taken up again, 1 to 2,000 characters.
        assignee: Login name of who works on it; None for nobody.
        severity: What the analyst says; from then on no event changes it.
        tags: All its tags.
        add_tags: Tags to add.
        remove_tags: Tags to take away.
    """

    status: Status | Unset = UNSET
    closing: Closing | None = None
    reason: str | None = None
    assignee: str | Unset | None = UNSET
    severity: Severity | Unset = UNSET
    tags: tuple[str, ...] | Unset = UNSET
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


def change_alert(alert: Alert, change: AlertChange, *, now: datetime) -> Alert:
    """Returns the alert as an analyst changes it; the very same object if nothing changes.

    Raises:
        StatusChangeError: The status has no such step, or lacks its verdict or reason.
        InvalidInputError: A value has the wrong shape.
    """
    if change.reason is not None and alert.status is not Status.CLOSED:
        raise InvalidInputError("reason", "is given when a closed alert is taken up again, and only then")
    changed = _change_fields(_move(alert, change, now), change)
    if changed == alert:
        return alert
    return evolve(changed, acted_at=now, new_assets_since=None, version=alert.version + 1)


def cleaned_assignee(name: str | None) -> str | None:
    """Returns a login name as it is kept; None for nobody.

    Raises:
        InvalidInputError: It is empty, or longer than 100 characters.
    """
    cleaned = None if name is None else name.strip()
    if cleaned is not None and not 1 <= len(cleaned) <= LONGEST_ASSIGNEE:
        raise InvalidInputError("assignee", f"must have 1 to {LONGEST_ASSIGNEE} characters")
    return cleaned


def _change_fields(alert: Alert, change: AlertChange) -> Alert:
    if not isinstance(change.assignee, Unset):
        alert = evolve(alert, assignee=cleaned_assignee(change.assignee))
    if change.severity is not UNSET:
        alert = evolve(alert, severity=change.severity, severity_is_set=True, severity_raised=None)
    kept = alert.tags if isinstance(change.tags, Unset) else change.tags
    removed = set(clean_tags(change.remove_tags))
    return evolve(alert, tags=tuple(tag for tag in clean_tags((*kept, *change.add_tags)) if tag not in removed))


def _move(alert: Alert, change: AlertChange, now: datetime) -> Alert:
    status = alert.status if isinstance(change.status, Unset) else change.status
    if status is Status.CLOSED:
        return _close(alert, change.closing, now)
    if change.closing is not None:
        raise StatusChangeError("a verdict is given when closing, and only then")
    if alert.status is not Status.CLOSED:
        return evolve(alert, status=status)
    if status is not Status.IN_PROGRESS:
        raise StatusChangeError("a closed alert can only be taken up again, as IN_PROGRESS")
    if not 1 <= len((change.reason or "").strip()) <= LONGEST_REASON:
        raise StatusChangeError(f"taking up a closed alert needs a reason of 1 to {LONGEST_REASON} characters")
    return evolve(
        alert,
        status=status,
        verdict=None,
        verdict_reason=None,
        duplicate_of=None,
        closed_at=None,
        takes_events=True,
    )


def _close(alert: Alert, closing: Closing | None, now: datetime) -> Alert:
    if closing is None:
        if alert.status is Status.CLOSED:
            return alert
        raise StatusChangeError("closing needs a verdict")
    if closing.duplicate_of == alert.id:
        raise InvalidInputError("duplicate_of", "an alert is not a duplicate of itself")
    return evolve(
        alert,
        status=Status.CLOSED,
        verdict=closing.verdict,
        verdict_reason=closing.reason,
        duplicate_of=closing.duplicate_of,
        closed_at=alert.closed_at or now,
        takes_events=False,
    )


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Folds tags to lower case, drops repetitions and sorts them.

    Raises:
        InvalidInputError: A tag is empty, longer than 64 characters or holds white space or a comma; or they are
            more than 50.
    """
    cleaned = sorted({tag.strip().lower() for tag in tags})
    for tag in cleaned:
        if not _TAG.fullmatch(tag) or len(tag) > LONGEST_TAG:
            raise InvalidInputError("tags", f"each must have 1 to {LONGEST_TAG} characters, without spaces or commas")
    if len(cleaned) > MOST_TAGS:
        raise InvalidInputError("tags", f"must be at most {MOST_TAGS}")
    return tuple(cleaned)


def analysts_view(alert: Alert) -> dict[str, Any]:
    """Returns what analysts decide of an alert, as history and audit show it."""
    return {
        "status": alert.status.value,
        "verdict": alert.verdict.value if alert.verdict else None,
        "verdict_reason": alert.verdict_reason,
        "duplicate_of": str(alert.duplicate_of) if alert.duplicate_of else None,
        "assignee": alert.assignee,
        "severity": alert.severity.word,
        "tags": list(alert.tags),
    }


def difference(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns the fields that differ, as they were and as they became."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}
