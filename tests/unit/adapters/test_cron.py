"""Cron means what people expect, also on the days on which clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from adapters.cron import CroniterCalendar
from socdomain.errors import InvalidInputError
from socdomain.jobs.timing import Cron

CALENDAR = CroniterCalendar()
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
TROLL = "Antarctica/Troll"


def times(expression: str, zone: str, after: str, count: int) -> list[str]:
    """The times at which something is due, as UTC clocks and those of the zone show them."""
    at, found = datetime.fromisoformat(after).replace(tzinfo=UTC), []
    for _ in range(count):
        at = CALENDAR.after(Cron(expression, zone), at)
        assert at.tzinfo is UTC
        found.append(f"{at:%m-%d %H:%M} ({at.astimezone(ZoneInfo(zone)):%H:%M})")
    return found


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        ("*/15 * * * *", "UTC", "2026-11-26T10:14:59", "11-26 10:15 (10:15)"),
        ("*/15 * * * *", "UTC", "2026-11-26T10:15", "11-26 10:30 (10:30)"),
        ("0 7 * * *", BERLIN, "2026-11-26T10:00", "11-27 06:00 (07:00)"),
        ("0 7 * * *", BERLIN, "2026-07-01T10:00", "07-02 05:00 (07:00)"),
        ("0 7 * * mon-fri", NEW_YORK, "2026-11-27T20:00", "11-30 12:00 (07:00)"),
        ("0 0 1 * 1", "UTC", "2026-11-26T10:00", "11-30 00:00 (00:00)"),
        ("0 12 29 2 *", "UTC", "2096-03-01T00:00", "02-29 12:00 (12:00)"),
        ("0 0 * * 7", "UTC", "2026-11-26T10:00", "11-29 00:00 (00:00)"),
    ],
)
def test_the_next_time_is_after_the_given_one_and_in_the_zone(
    expression: str, zone: str, after: str, expected: str
) -> None:
    assert times(expression, zone, after, 1) == [expected]


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        ("30 2 * * *", BERLIN, "2026-03-28T12:00", ["03-29 01:30 (03:30)", "03-30 00:30 (02:30)"]),
        ("30 2 * * *", NEW_YORK, "2026-03-07T12:00", ["03-08 07:30 (03:30)", "03-09 06:30 (02:30)"]),
        # Half an hour is left out there.
        ("15 2 * * *", LORD_HOWE, "2026-10-03T12:00", ["10-03 15:45 (02:45)", "10-04 15:15 (02:15)"]),
        # Two hours are, there.
        ("30 1,2 * * *", TROLL, "2026-03-28T12:00", ["03-29 01:30 (03:30)", "03-29 02:30 (04:30)"]),
        ("45 2 * * *", LORD_HOWE, "2026-10-03T12:00", ["10-03 15:45 (02:45)", "10-04 15:45 (02:45)"]),
        # A day of the island was left out when it went over the date line.
        ("0 12 * * *", "Pacific/Apia", "2011-12-30T00:00", ["12-30 22:00 (12:00)", "12-31 22:00 (12:00)"]),
    ],
)
def test_what_is_due_while_the_clock_jumps_is_done_once_as_late_as_it_would_have_been(
    expression: str, zone: str, after: str, expected: list[str]
) -> None:
    assert times(expression, zone, after, 2) == expected


def test_a_day_that_comes_every_fourth_year_is_waited_for_also_where_it_does_not_come_for_eight() -> None:
    at, years = datetime(2092, 1, 1, tzinfo=UTC), []
    for _ in range(4):
        at = CALENDAR.after(Cron("30 4 29 2 *", NEW_YORK), at)
        years.append(at.year)
    assert years == [2092, 2096, 2104, 2108]


def test_a_time_that_was_left_out_and_the_one_it_falls_on_are_one() -> None:
    assert times("30 2,3 * * *", BERLIN, "2026-03-28T12:00", 3) == [
        "03-29 01:30 (03:30)",
        "03-30 00:30 (02:30)",
        "03-30 01:30 (03:30)",
    ]


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        ("30 2 * * *", BERLIN, "2026-10-24T12:00", ["10-25 00:30 (02:30)", "10-26 01:30 (02:30)"]),
        ("30 1 * * *", NEW_YORK, "2026-10-31T12:00", ["11-01 05:30 (01:30)", "11-02 06:30 (01:30)"]),
        ("45 1 * * *", LORD_HOWE, "2026-04-04T12:00", ["04-04 14:45 (01:45)", "04-05 15:15 (01:45)"]),
        ("30 1 * * *", TROLL, "2026-10-24T12:00", ["10-24 23:30 (01:30)", "10-26 01:30 (01:30)"]),
    ],
)
def test_what_is_due_at_a_time_that_comes_twice_is_done_the_first_time(
    expression: str, zone: str, after: str, expected: list[str]
) -> None:
    assert times(expression, zone, after, 2) == expected


@pytest.mark.parametrize("hours", ["*", "0-23", "*/1"])
@pytest.mark.parametrize(
    ("zone", "after"),
    [
        (BERLIN, "2026-03-28T20:00"),
        (BERLIN, "2026-10-24T20:00"),
        (NEW_YORK, "2026-03-07T20:00"),
        (NEW_YORK, "2026-10-31T20:00"),
        (LORD_HOWE, "2026-10-03T08:00"),
        (LORD_HOWE, "2026-04-04T08:00"),
        (TROLL, "2026-03-28T20:00"),
        (TROLL, "2026-10-24T20:00"),
        ("UTC", "2026-10-24T20:00"),
    ],
)
def test_every_quarter_of_an_hour_is_every_quarter_of_an_hour(hours: str, zone: str, after: str) -> None:
    at = datetime.fromisoformat(after).replace(tzinfo=UTC)
    for _ in range(100):
        following = CALENDAR.after(Cron(f"*/15 {hours} * * *", zone), at)
        assert following - at == timedelta(minutes=15)
        at = following


@given(
    at=st.integers(0, 15 * 366 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    zone=st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, TROLL, "Africa/Casablanca", "UTC"]),
    minute=st.sampled_from(["0", "15,45", "59", "7"]),
    hour=st.sampled_from(["*", "1", "2", "1-3", "*/2"]),
)
def test_nothing_is_passed_over_and_nothing_is_due_twice(at: datetime, zone: str, minute: str, hour: str) -> None:
    """What is due after a time is due after every time before that which comes later."""
    cron = Cron(f"{minute} {hour} * * *", zone)
    first = CALENDAR.after(cron, at)
    assert first > at
    between = at + (first - at) / 2
    assert CALENDAR.after(cron, between) == first
    assert CALENDAR.after(cron, first) > first


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "tomorrow",
        "* * * *",
        "* * * * * *",
        "0 0 * * * 2030 *",
        "@daily",
        "@reboot",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5/ * * * *",
        "-1 * * * *",
        "r * * * *",
        "h * * * *",
        "0 0 l * *",
        "0 0 15W * *",
        "0 0 * * 5#2",
        "0 0 ? * *",
        "0 8-8 * * *",
        "0 8-08 * * *",
        "0 0 * 11-nov *",
        "0 0 * * tue-2",
        "0 0 * * 1,05-Fri",
        "0 0 * * mon-Mon",
        "1,, * * * *",
        "0\n0 * * *",
        "\u0661 * * * *",
        "9" * 150 + " * * * *",
    ],
)
def test_what_is_no_cron_expression_is_refused(expression: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        CALENDAR.after(Cron(expression), datetime(2026, 1, 1, tzinfo=UTC))
    assert refused.value.field == "cron"
    assert "five fields" in refused.value.reason


@pytest.mark.parametrize("expression", ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *"])
def test_what_is_never_due_is_refused(expression: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        CALENDAR.after(Cron(expression), datetime(2026, 1, 1, tzinfo=UTC))
    assert (refused.value.field, refused.value.reason) == ("cron", "is never due")


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "Europe",
        "Europe/Atlantis",
        "../../etc/passwd",
        "/etc/localtime",
        "localtime",
        "right/UTC",
        "UTC\0",
        "x" * 5_000,
    ],
)
def test_what_is_no_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        CALENDAR.after(Cron("0 0 * * *", zone), datetime(2026, 1, 1, tzinfo=UTC))
    assert refused.value.field == "zone"
