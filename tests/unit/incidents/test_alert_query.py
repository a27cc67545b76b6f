"""A filter as text: what is written is read again as the same, and what cannot be meant is refused by its name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import fields
from hypothesis import given, strategies as st

from entrypoints.api.answers import WORDS
from socdomain.errors import InvalidInputError
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.alert_query import LONGEST_QUERY, filter_of, filter_of_query, pairs_of, query_of
from socdomain.incidents.status import Status, Verdict
from socdomain.sources.severity import Severity

SIX = datetime(2026, 8, 20, 6, 0, tzinfo=UTC)
EVERYTHING = AlertFilter(
    status=frozenset(Status),
    severity=frozenset({Severity.CRITICAL, Severity.LOW}),
    source="wazuh",
    customer="ACME",
    assignee="",
    verdict=Verdict.FALSE_POSITIVE,
    tag="vip",
    asset="WS01",
    observable="evil[.]example",
    technique="T1059",
    text="50 % & mehr = größer",
    seen_from=SIX,
    seen_until=SIX + timedelta(microseconds=1),
    opened_from=SIX - timedelta(hours=1),
    opened_until=SIX,
)
WRITTEN = (
    ("status", "OPEN"),
    ("status", "IN_PROGRESS"),
    ("status", "CLOSED"),
    ("severity", "Low"),
    ("severity", "Critical"),
    ("source", "wazuh"),
    ("customer", "ACME"),
    ("assignee", ""),
    ("verdict", "false_positive"),
    ("tag", "vip"),
    ("asset", "WS01"),
    ("observable", "evil[.]example"),
    ("technique", "T1059"),
    ("text", "50 % & mehr = größer"),
    ("seen_from", "2026-08-20T06:00:00Z"),
    ("seen_until", "2026-08-20T06:00:00.000001Z"),
    ("opened_from", "2026-08-20T05:00:00Z"),
    ("opened_until", "2026-08-20T06:00:00Z"),
)

texts = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.none() | st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001 - hypothesis wants bounds without a zone
filters = st.builds(
    AlertFilter,
    status=st.frozensets(st.sampled_from(Status)),
    severity=st.frozensets(st.sampled_from(Severity)),
    verdict=st.none() | st.sampled_from(Verdict),
    text=texts.filter(lambda text: text is None or len(text.strip()) >= 3),
    **dict.fromkeys(("source", "customer", "assignee", "tag", "asset", "observable", "technique"), texts),
    **dict.fromkeys(("seen_from", "seen_until", "opened_from", "opened_until"), times),
)


def test_every_part_of_a_filter_is_written_in_one_order() -> None:
    assert pairs_of(EVERYTHING) == WRITTEN
    assert {name for name, _ in WRITTEN} == {one.name for one in fields(AlertFilter)}
    assert filter_of(reversed(WRITTEN)) == EVERYTHING
    assert pairs_of(AlertFilter()) == ()


def test_severities_are_the_words_of_the_api() -> None:
    every = AlertFilter(severity=frozenset(Severity))
    assert pairs_of(every) == tuple(("severity", WORDS[severity].value) for severity in Severity)


@given(wanted=filters)
def test_what_is_written_is_read_as_the_same_filter(wanted: AlertFilter) -> None:
    assert filter_of(pairs_of(wanted)) == wanted
    try:
        query = query_of(wanted)
    except InvalidInputError:
        assert sum(len(name) + 9 * len(value) for name, value in pairs_of(wanted)) > LONGEST_QUERY // 2
        return
    assert filter_of_query(query) == wanted
    assert query_of(filter_of_query(query)) == query


def test_equal_filters_are_the_same_text_however_they_were_written() -> None:
    written = (
        "severity=Low&status=OPEN&severity=High&seen_from=2026-08-20t08:00:00.000%2B02:00&text=a+%62%20c&severity=Low"
    )
    canonical = "status=OPEN&severity=Low&severity=High&text=a+b+c&seen_from=2026-08-20T06%3A00%3A00Z"
    assert query_of(filter_of_query(written)) == canonical
    assert filter_of_query("") == AlertFilter()
    assert query_of(AlertFilter()) == ""


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=5", "limit"),
        ("?status=OPEN", "?status"),
        ("status", "status"),
        ("status=open", "status"),
        ("severity=high", "severity"),
        ("severity=4", "severity"),
        ("verdict=", "verdict"),
        ("source=a&source=a", "source"),
        ("text=ab", "text"),
        ("text=abc%00", "text"),
        (f"tag={'x' * 501}", "tag"),
        ("seen_from=2026-08-20", "seen_from"),
        ("seen_from=2026-08-20T08:00:00", "seen_from"),
        ("seen_from=2026-02-30T08:00:00Z", "seen_from"),
        ("seen_until=0001-01-01T00:00:00%2B14:00", "seen_until"),
        ("tag=%ff", "query"),
        ("&".join(["status=OPEN"] * 51), "query"),
        (f"text={'x' * LONGEST_QUERY}", "query"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(query: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        filter_of_query(query)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "values",
    [{"text": "\ud800" * 3}, {"tag": "ä" * 400}, dict.fromkeys(("tag", "asset", "observable", "source"), "€" * 60)],
)
def test_what_cannot_be_kept_is_refused(values: dict[str, Any]) -> None:
    """Written in a URL, a character can take nine; half a surrogate pair cannot be written at all."""
    with pytest.raises(InvalidInputError):
        query_of(filter_of(pairs_of(AlertFilter(**values))))
