"""Time and identifiers for tests: the same in every run."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.memory import CountingIds, FixedClock, SteppingClock

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_fixed_clock_stands_until_it_is_set() -> None:
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)


def test_a_stepping_clock_never_shows_the_same_time_twice() -> None:
    clock = SteppingClock(NOON, timedelta(minutes=1))
    assert [clock.now() for _ in range(3)] == [NOON + timedelta(minutes=minute) for minute in range(3)]


def test_clocks_show_aware_utc() -> None:
    clocks: list[Clock] = [FixedClock(), SteppingClock()]
    assert [clock.now().tzinfo for clock in clocks] == [UTC, UTC]


def test_identifiers_have_the_shape_of_uuid7_and_grow() -> None:
    ids: Ids = CountingIds()
    made = [ids.new() for _ in range(1_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}


def test_identifiers_are_the_same_in_every_run() -> None:
    assert CountingIds().new() == CountingIds().new()
