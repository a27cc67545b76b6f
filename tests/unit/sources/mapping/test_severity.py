"""What the values in documents mean, at each boundary."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.sources.mapping import Normaliser, SeverityField, SeverityTable, SourceMapping
from socdomain.sources.severity import Severity

LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
INFORMATIONAL = Severity.INFORMATIONAL


def read(table: SeverityTable | str, value: Any) -> Severity | None:
    """The severity of a document that holds a value; None where Medium merely stands in."""
    event = Normaliser(SourceMapping(name="tool", severity=(SeverityField("bad", table),))).normalise({"bad": value})
    assert event.severity_known or event.severity is MEDIUM
    return event.severity if event.severity_known else None


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (-1, None),
        (0, LOW),
        (3, LOW),
        (6, LOW),
        (7, MEDIUM),
        (11, MEDIUM),
        (12, HIGH),
        (14, HIGH),
        (15, CRITICAL),
        (16, CRITICAL),
        (99, CRITICAL),
        ("12", HIGH),
        (" 7 ", MEDIUM),
        (12.0, HIGH),
        ([12], HIGH),
        ([None, "x", 12], HIGH),
        ("high", None),
        ("", None),
        (True, None),
        (None, None),
        ({}, None),
        (float("nan"), None),
        (10**400, CRITICAL),
    ],
    ids=repr,
)
def test_levels_of_wazuh_become_severities_at_their_boundaries(level: Any, severity: Severity | None) -> None:
    assert read("wazuh_level", level) is severity


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("informational", INFORMATIONAL),
        ("low", LOW),
        ("medium", MEDIUM),
        ("high", HIGH),
        ("critical", CRITICAL),
        ("Critical", CRITICAL),
        (" HIGH ", HIGH),
        ("info", INFORMATIONAL),
        ("fatal", CRITICAL),
        ("highest", None),
        ("pending", None),
        (5, None),
        (True, None),
    ],
    ids=repr,
)
def test_words_become_the_severity_they_name(word: Any, severity: Severity | None) -> None:
    assert read("words", word) is severity


@pytest.mark.parametrize(
    ("priority", "severity"),
    [
        (0, None),
        (1, HIGH),
        (2, MEDIUM),
        (3, LOW),
        (4, INFORMATIONAL),
        (255, INFORMATIONAL),
        (256, None),
        ("1", HIGH),
    ],
    ids=repr,
)
def test_priorities_of_suricata_fall_as_their_number_rises(priority: Any, severity: Severity | None) -> None:
    assert read("suricata_priority", priority) is severity


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        (-1, None),
        (0, LOW),
        (21, LOW),
        (22, MEDIUM),
        (47, MEDIUM),
        (48, HIGH),
        (73, HIGH),
        (73.9, HIGH),
        (74, CRITICAL),
        (99, CRITICAL),
        (100, CRITICAL),
        (100.1, None),
    ],
    ids=repr,
)
def test_risk_scores_of_elastic_become_severities_at_their_boundaries(score: Any, severity: Severity | None) -> None:
    assert read("elastic_risk", score) is severity


@pytest.mark.parametrize(
    ("severity_id", "severity"),
    [
        (0, None),
        (1, INFORMATIONAL),
        (2, LOW),
        (3, MEDIUM),
        (4, HIGH),
        (5, CRITICAL),
        (6, CRITICAL),
        (7, None),
        (99, None),
        ("4", HIGH),
        (4.0, HIGH),
        (True, None),
    ],
    ids=repr,
)
def test_severity_ids_of_ocsf_are_read_one_by_one(severity_id: Any, severity: Severity | None) -> None:
    assert read("ocsf_severity_id", severity_id) is severity


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("debug", INFORMATIONAL),
        ("notice", INFORMATIONAL),
        ("Warning", LOW),
        ("error", MEDIUM),
        ("emergency", HIGH),
        ("5", None),
    ],
    ids=repr,
)
def test_log_levels_never_become_critical(level: Any, severity: Severity | None) -> None:
    assert read("log_level", level) is severity


def test_the_first_field_that_a_table_knows_decides() -> None:
    mapping = SourceMapping(
        name="tool", severity=(SeverityField("first"), SeverityField("second"), SeverityField("third"))
    )
    event = Normaliser(mapping).normalise({"first": "who knows", "third": "low", "second": "high"})
    assert (event.severity, event.severity_known) == (HIGH, True)


def test_a_truth_value_is_not_the_number_that_it_equals() -> None:
    """True == 1 in Python, and a memory of what 1 meant must not answer for it."""
    table = SeverityTable(steps=((0, LOW), (1, HIGH)))
    normaliser = Normaliser(SourceMapping(name="tool", severity=(SeverityField("bad", table),)))
    assert normaliser.normalise({"bad": 1}).severity is HIGH
    assert normaliser.normalise({"bad": True}).severity_known is False
    assert normaliser.normalise({"bad": 1.0}).severity is HIGH


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (7, 7),
        ("7", 7),
        (" 7", 7),
        (7.0, 7),
        ("7.0", 7),
        ([None, "x", 7], 7),
        (7.5, None),
        (True, None),
        ("seven", None),
        (2**40, None),
        (float("inf"), None),
        ({"level": 7}, None),
    ],
    ids=repr,
)
def test_a_level_is_a_whole_number_however_it_is_written(value: Any, level: int | None) -> None:
    event = Normaliser(SourceMapping(name="tool", level=("level",))).normalise({"level": value})
    assert event.level == level
