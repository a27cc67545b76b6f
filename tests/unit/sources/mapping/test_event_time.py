"""The time in a document, in the forms that tools write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from socdomain.sources.mapping import event_time

EIGHT = datetime(2026, 8, 20, 8, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-20T08:00:00.000+0000",
        "2026-08-20T08:00:00Z",
        "2026-08-20T10:00:00+02:00",
        "2026-08-20T02:30:00-0530",
        "2026-08-20 08:00:00",
        "2026-08-20 08:00:00.000",
        "2026-08-20 08:00:00 UTC",
        "2026-08-20 10:00:00 +0200",
        "  2026-08-20T08:00:00Z\n",
        "2026-08-20T08:00:00,000Z",
        "2026-08-20T08:00Z",
        "20260820T080000Z",
        "20260820080000",
        "2026-08-20T08:00:00Z[UTC]",
        "2026/08/20 08:00:00",
        "2026-8-20 8:00:00",
        "Aug 20 2026 08:00:00",
        "August 20, 2026 08:00",
        "Aug 20, 2026 @ 08:00:00.000",
        "2026 Aug 20 08:00:00",
        "20/Aug/2026:08:00:00 +0000",
        "20/Aug/2026:10:00:00 +0200",
        "20-Aug-2026 08:00:00",
        "Thu, 20 Aug 2026 08:00:00 +0000",
        "Thu, 20 Aug 2026 03:00:00 -0500",
        "Thu, 20 Aug 2026 08:00:00 GMT",
        "Thu, 20 Aug 2026 04:00:00 EDT",
        "20 Aug 2026 10:00:00 +0200 (Central European Summer Time)",
        "Thu Aug 20 08:00:00 2026",
        "Thu Aug 20 08:00:00 UTC 2026",
        "1787212800",
        "1787212800.000",
        "1787212800000",
        "1787212800000000",
        "1787212800000000000",
        "1787212800000000000.000000",
    ],
)
def test_every_form_of_one_moment_is_read_as_that_moment(text: str) -> None:
    assert event_time(text) == EIGHT
    assert event_time(text).tzinfo is UTC  # type: ignore[union-attr]  # it is not None, as the line above has shown


@pytest.mark.parametrize(
    "number",
    [1787212800, 1787212800.0, 1787212800000, 1787212800000.0, 1787212800000000, 1787212800000000000],
)
def test_numbers_since_1970_are_read_in_the_unit_that_fits_them(number: float) -> None:
    assert event_time(number) == EIGHT


@pytest.mark.parametrize("digits", ["1710011200", "1710011200000", "1710011200000000", "1710011200000000000"])
def test_digits_that_look_like_a_date_in_front_are_numbers_all_the_same(digits: str) -> None:
    """The first eight of them are 12 January 1710."""
    assert event_time(digits) == datetime(2024, 3, 9, 19, 6, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "microsecond"),
    [
        ("2026-08-20T08:00:00.123456789Z", 123456),
        ("2026-08-20T08:00:00.5Z", 500000),
        ("Aug 20 2026 08:00:00.25", 250000),
        ("1787212800.123456", 123456),
        ("1787212800123.456789", 123456),
        ("1787212800123456789", 123456),
        (1787212800123457999, 123457),
        (1787212800.25, 250000),
    ],
)
def test_decimals_are_kept_to_the_microsecond(value: Any, microsecond: int) -> None:
    assert event_time(value) == EIGHT.replace(microsecond=microsecond)


def test_a_leap_second_is_the_second_before_it() -> None:
    assert event_time("2026-06-30T23:59:60Z") == datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("year", [1971, 2025, 2027, 2261])
def test_a_clock_that_is_years_off_is_passed_on_as_it_is(year: int) -> None:
    assert event_time(f"{year}-08-20T08:00:00Z") == EIGHT.replace(year=year)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "   ",
        "-",
        "yesterday",
        "Aug 20 08:00:00",
        "08/20/2026 08:00:00",
        "2026-02-30T08:00:00Z",
        "2026-13-01 08:00:00",
        "31 Foo 2026 08:00:00",
        "20 Aug 2026 08:00:00 CEST",
        "2026-08-20 08:00:00 +9900",
        "1969-12-31T23:59:59Z",
        "2262-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-10:00",
        "0000000000",
        "20260820080099",
        0,
        -1,
        2026,
        20260820,
        10**19,
        10**300,
        float("nan"),
        float("inf"),
        1e300,
        True,
        [],
        {},
        "\ud800",
    ],
)
def test_what_is_no_time_of_our_days_is_none(value: Any) -> None:
    assert event_time(value) is None


@pytest.mark.parametrize("text", ["2026-08-20T08:00:00Z", "1", " ", "Thu "])
def test_a_very_long_text_is_no_time(text: str) -> None:
    assert event_time(text * 100_000) is None


def test_a_number_of_any_size_is_looked_at_without_harm() -> None:
    assert event_time(10**10_000) is None


def test_eight_digits_as_text_are_a_date() -> None:
    """As a number they are not: 20260820 seconds after 1970 is a day in August 1970 that nobody means."""
    assert event_time("20260820") == datetime(2026, 8, 20, tzinfo=UTC)
