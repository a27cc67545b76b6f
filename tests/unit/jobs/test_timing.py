"""When something is due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from socdomain.errors import InvalidInputError
from socdomain.jobs.timing import LONGEST_CRON, MOST_MINUTES, Cron, Every, due_after, timing_document
from tests.unit.jobs.crew import NOON, DailyCalendar

TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("minutes", [0, -1, MOST_MINUTES + 1, 10**9])
def test_an_interval_that_nobody_can_mean_is_refused(minutes: int) -> None:
    with pytest.raises(InvalidInputError, match="from 1 to 527040 minutes") as refused:
        Every(minutes)
    assert refused.value.field == "interval"


@pytest.mark.parametrize("minutes", [1, 60, MOST_MINUTES])
def test_the_first_time_is_an_interval_after_counting_began(minutes: int) -> None:
    assert Every(minutes).after(NOON, counted_from=NOON) == NOON + minutes * MINUTE


def test_what_comes_after_a_time_is_a_whole_interval_later() -> None:
    due_at = NOON + 10 * MINUTE
    assert Every(10).after(due_at - timedelta(microseconds=1), counted_from=NOON) == due_at
    assert Every(10).after(due_at, counted_from=NOON) == due_at + 10 * MINUTE


@given(minutes=st.integers(1, MOST_MINUTES), at=TIMES, counted_from=TIMES)
def test_times_are_whole_intervals_from_where_counting_began_also_before_it(
    minutes: int, at: datetime, counted_from: datetime
) -> None:
    interval = minutes * MINUTE
    due_at = Every(minutes).after(at, counted_from=counted_from)
    assert timedelta(0) < due_at - at <= interval
    assert (due_at - counted_from) % interval == timedelta(0)


def test_cron_is_asked_of_the_calendar() -> None:
    calendar = DailyCalendar()
    assert due_after(Cron("0 3 * * *"), NOON, counted_from=NOON, calendar=calendar) == NOON + timedelta(hours=15)
    with pytest.raises(InvalidInputError):
        due_after(Cron("nonsense"), NOON, counted_from=NOON, calendar=calendar)


def test_cron_that_is_too_long_reaches_no_calendar() -> None:
    too_long = Cron("0 3 * * *".ljust(LONGEST_CRON + 1))
    with pytest.raises(InvalidInputError, match="at most 200"):
        due_after(too_long, NOON, counted_from=NOON, calendar=DailyCalendar())


def test_a_timing_is_shown_as_it_is_given() -> None:
    assert timing_document(Every(60)) == {"interval": 60}
    assert timing_document(Cron("0 3 * * *", "Europe/Berlin")) == {"cron": "0 3 * * *", "zone": "Europe/Berlin"}
