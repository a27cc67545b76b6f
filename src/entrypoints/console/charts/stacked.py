"""Bars over time, each made of parts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from attrs import frozen

WIDTH: Final = 1100
HEIGHT: Final = 170
_LEFT: Final = 44
_BOTTOM: Final = 22
_TOP: Final = 8
_GAP: Final = 3
_NICE: Final = (1, 2, 5)


@frozen
class Part:
    """A part of a bar.

    Attributes:
        place: Which of the series it is of, from 1.
        y: Its upper edge.
        height: How high it is.
    """

    place: int
    y: float
    height: float


@frozen
class Bar:
    """A bar.

    Attributes:
        label: What it is of.
        address: Where what it counts is.
        total: How many that are.
        x: Its left edge.
        width: How wide it is.
        parts: From below.
        is_labelled: Whether there is room for its label.
    """

    label: str
    address: str
    total: int
    x: float
    width: float
    parts: tuple[Part, ...]
    is_labelled: bool


@frozen
class Tick:
    """A line across the bars at a number."""

    y: float
    count: int


@frozen
class StackedBars:
    """A chart, in units of its own.

    Attributes:
        bars: From left to right.
        ticks: From below.
        width: Of the whole.
        height: Of the whole.
        left: Where the bars begin.
        base: Where they stand.
    """

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    base: int = HEIGHT - _BOTTOM


def stacked_bars(
    series: Sequence[Sequence[int]], labels: Sequence[str], addresses: Sequence[str], *, label_every: int = 4
) -> StackedBars:
    """Lays out bars.

    Args:
        series: For each series a count per bar.
        labels: What each bar is of.
        addresses: Where what it counts is.
        label_every: Which bars have a label.
    """
    totals = [sum(counts) for counts in zip(*series, strict=True)] if series else [0] * len(labels)
    top, base = nice_ceiling(max(totals, default=0)), HEIGHT - _BOTTOM
    per_one = (base - _TOP) / top
    step = (WIDTH - _LEFT) / max(1, len(labels))
    bars = []
    for place, (label, address) in enumerate(zip(labels, addresses, strict=True)):
        counts = [one[place] for one in series]
        edges = [0, *accumulate(counts)]
        parts = tuple(
            Part(number, round(base - upper * per_one, 2), round((upper - lower) * per_one, 2))
            for number, (lower, upper) in enumerate(pairwise(edges), start=1)
            if upper > lower
        )
        x = round(_LEFT + place * step + _GAP / 2, 2)
        bars.append(Bar(label, address, totals[place], x, round(step - _GAP, 2), parts, place % label_every == 0))
    ticks = tuple(
        Tick(round(base - count * per_one, 2), count) for count in sorted({0, top} if top % 2 else {0, top // 2, top})
    )
    return StackedBars(tuple(bars), ticks)


def nice_ceiling(most: int) -> int:
    """Returns a round number that is no smaller, and never 0."""
    size = 1
    while True:
        for nice in _NICE:
            if nice * size >= most:
                return nice * size
        size *= 10
