"""Where the marks of charts are."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from entrypoints.console.charts.stacked import nice_ceiling, stacked_bars
from entrypoints.console.overview.figures import level_of

counts = st.lists(st.lists(st.integers(0, 10**6), min_size=24, max_size=24), max_size=6)


@given(counts)
def test_parts_stand_on_each_other_within_the_chart(series: list[list[int]]) -> None:
    chart = stacked_bars(series, ["x"] * 24, ["/"] * 24)
    for place, bar in enumerate(chart.bars):
        assert bar.total == sum(one[place] for one in series)
        assert chart.left <= bar.x <= bar.x + bar.width <= chart.width
        edge = float(chart.base)
        for part in bar.parts:
            assert part.y + part.height == pytest.approx(edge, abs=0.05)
            edge = part.y
        assert edge >= 0


@pytest.mark.parametrize(("most", "nice"), [(0, 1), (1, 1), (3, 5), (6, 10), (11, 20), (99, 100), (1_001, 2_000)])
def test_the_scale_ends_at_a_round_number(most: int, nice: int) -> None:
    assert nice_ceiling(most) == nice


@pytest.mark.parametrize(
    ("count", "most", "level"), [(1, 1, 5), (1, 100, 1), (20, 100, 1), (21, 100, 2), (100, 100, 5)]
)
def test_the_most_frequent_is_the_warmest(count: int, most: int, level: int) -> None:
    assert level_of(count, most) == level
