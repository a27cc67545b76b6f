"""The JSON columns of jobs are read strictly."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest

from adapters.database.job_columns import arguments_from_json, attempts_from_json, attempts_to_json, counts_from_json
from adapters.database.json_columns import StoredValueError
from adapters.database.metadata import from_json, to_json
from socdomain.jobs.run import Attempt, RunStatus
from tests.builders import NOW, hours

ATTEMPTS = (
    Attempt("w1", NOW, NOW + timedelta(microseconds=1), RunStatus.LOST, "gone \U0001f600"),
    Attempt("w2", NOW + hours(1)),
)
STORED = attempts_to_json(ATTEMPTS)[0]


def test_attempts_come_back() -> None:
    assert attempts_from_json(from_json(to_json(attempts_to_json(ATTEMPTS)))) == ATTEMPTS
    assert attempts_from_json([]) == ()


def test_a_time_in_another_zone_is_the_same_time() -> None:
    there = Attempt("w1", NOW.astimezone(timezone(timedelta(hours=9))))
    assert attempts_from_json(attempts_to_json([there])) == (Attempt("w1", NOW),)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        "[]",
        [None],
        [[]],
        [{}],
        [{**STORED, "more": 1}],
        [{name: value for name, value in STORED.items() if name != "error"}],
        [{**STORED, "worker": 1}],
        [{**STORED, "error": None}],
        [{**STORED, "started_at": None}],
        [{**STORED, "started_at": "yesterday"}],
        [{**STORED, "started_at": "2026-08-20T08:00:00"}],
        [{**STORED, "ended_at": 1}],
        [{**STORED, "outcome": "exploded"}],
    ],
    ids=str,
)
def test_attempts_that_are_none_are_refused(value: Any) -> None:
    with pytest.raises(StoredValueError):
        attempts_from_json(value)


@pytest.mark.parametrize("value", [None, [], "a", {"a": 1.0}, {"a": []}, {"a": {}}], ids=str)
def test_arguments_that_are_none_are_refused(value: Any) -> None:
    with pytest.raises(StoredValueError):
        arguments_from_json(value)


@pytest.mark.parametrize("value", [None, [], 1, {"a": True}, {"a": "1"}, {"a": None}, {"a": 1.0}], ids=str)
def test_counts_that_are_none_are_refused(value: Any) -> None:
    with pytest.raises(StoredValueError):
        counts_from_json(value)


def test_what_is_one_is_taken_as_it_is() -> None:
    arguments = {"text": "a", "number": 1, "yes": True, "none": None}
    assert arguments_from_json(arguments) == arguments
    assert counts_from_json({"removed": 0, "kept": 2**40}) == {"removed": 0, "kept": 2**40}
