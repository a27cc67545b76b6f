"""What the JSON columns of jobs hold, strict both ways as ``json_columns``: arguments, counts and attempts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from adapters.database.json_columns import StoredValueError
from socdomain.jobs.kind import Argument
from socdomain.jobs.run import Attempt, RunStatus

_FIELDS = ("worker", "started_at", "ended_at", "outcome", "error")


def arguments_from_json(value: Any) -> dict[str, Argument]:
    """Returns the arguments that a value stands for; what stands for arguments is they themselves.

    Raises:
        StoredValueError: It is something else.
    """
    if not isinstance(value, dict) or not all(one is None or type(one) in (str, int, bool) for one in value.values()):
        raise StoredValueError("stored arguments are something else")
    return value


def counts_from_json(value: Any) -> dict[str, int]:
    """Returns the counts that a value stands for, by name; what stands for counts is they themselves.

    Raises:
        StoredValueError: It is something else.
    """
    if not isinstance(value, dict) or not all(type(one) is int for one in value.values()):
        raise StoredValueError("stored counts are something else")
    return value


def attempts_to_json(attempts: Iterable[Attempt]) -> list[dict[str, Any]]:
    """Returns the value that stands for attempts in their order; times are as ISO 8601 writes them."""
    return [
        {
            "worker": one.worker,
            "started_at": one.started_at.isoformat(),
            "ended_at": None if one.ended_at is None else one.ended_at.isoformat(),
            "outcome": None if one.outcome is None else one.outcome.value,
            "error": one.error,
        }
        for one in attempts
    ]


def attempts_from_json(value: Any) -> tuple[Attempt, ...]:
    """Returns the attempts that a value stands for.

    Raises:
        StoredValueError: It is something else.
    """
    if not isinstance(value, list):
        raise StoredValueError("stored attempts are something else")
    try:
        return tuple(map(_attempt, value))
    except (TypeError, ValueError) as error:
        raise StoredValueError("a stored attempt is something else") from error


def _attempt(value: Any) -> Attempt:
    if not isinstance(value, Mapping) or set(value) != set(_FIELDS):
        raise ValueError("other fields")
    if not isinstance(value["worker"], str) or not isinstance(value["error"], str):
        raise TypeError("no text")
    return Attempt(
        worker=value["worker"],
        started_at=_time(value["started_at"]),
        ended_at=None if value["ended_at"] is None else _time(value["ended_at"]),
        outcome=None if value["outcome"] is None else RunStatus(value["outcome"]),
        error=value["error"],
    )


def _time(value: Any) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at
