"""A small chart of what happened over time, without axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

WIDTH: Final = 288
HEIGHT: Final = 36
_LEAST: Final = 2


@frozen
class Mark:
    """A bar; one of nothing is not there."""

    x: float
    y: float
    width: float
    height: float


@frozen
class Spark:
    """The chart, in units of its own."""

    marks: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT


def spark(counts: Sequence[int]) -> Spark:
    """Lays out a bar for each count; the largest is as high as the chart, and even the smallest can be seen."""
    step, most = WIDTH / max(1, len(counts)), max(counts, default=0)
    marks = []
    for place, count in enumerate(counts):
        if count:
            height = max(_LEAST, round(HEIGHT * count / most, 2))
            marks.append(Mark(round(place * step, 2), round(HEIGHT - height, 2), round(step * 0.8, 2), height))
    return Spark(tuple(marks))
