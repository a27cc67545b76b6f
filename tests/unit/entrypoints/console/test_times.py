"""Times and lengths as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entrypoints.console.times import shown, span, time_element

NOW = datetime(2026, 8, 20, 8, 0, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW, "17:00:00"),
        (NOW - timedelta(hours=18), "19 Aug 23:00"),
        (NOW + timedelta(hours=8), "21 Aug 01:00"),
        (NOW - timedelta(days=299), "25 Oct 17:00"),
        (NOW - timedelta(days=400), "16 Jul 2025 17:00"),
    ],
)
def test_a_time_is_as_long_as_it_has_to_be(at: datetime, text: str) -> None:
    assert shown(at, TOKYO, NOW) == text


def test_the_exact_time_stands_beside_it() -> None:
    element = time_element(NOW, TOKYO, NOW)
    assert element == '<time datetime="2026-08-20T08:00:00Z" title="2026-08-20 08:00:00 UTC">17:00:00</time>'


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (61, "1 min 1 s"), (3_601, "1 h"), (90_061, "1 d 1 h"), (-5, "0 s")],
)
def test_a_length_is_said_in_its_two_largest_units(seconds: int, text: str) -> None:
    assert span(timedelta(seconds=seconds)) == text
