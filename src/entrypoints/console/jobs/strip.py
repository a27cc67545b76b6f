"""The last runs of a schedule, one mark each: what ended well is low, what did not stands tall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.times import exact
from socdomain.jobs.run import Run, RunStatus

MOST_RUNS: Final = 30
HEIGHT: Final = 24
SMALL: Final = 8
LARGE: Final = 24
"""From one mark to the next, in pixels; what is pointed at has to have 24 (WCAG 2.2, 2.5.8)."""

_SHARE: Final = 0.7
"""Of its room that a bar takes."""
_HEIGHTS: Final = {
    RunStatus.FINISHED: 10,
    RunStatus.FAILED: HEIGHT,
    RunStatus.LOST: HEIGHT,
    RunStatus.SKIPPED: 3,
    RunStatus.STARTED: 16,
    RunStatus.QUEUED: 6,
    RunStatus.PLANNED: 6,
}


@frozen
class StripMark:
    """A run, as a bar.

    Attributes:
        run_id: Its identifier.
        status: How far it is, as classes of marks say it.
        x: From the left.
        y: From the top.
        width: Of the bar.
        height: Of the bar.
        at: When it began, or was due.
        title: All of it in words.
    """

    run_id: UUID
    status: str
    x: int
    y: int
    width: int
    height: int
    at: datetime
    title: str


@frozen
class Strip:
    """The last runs, the latest at the right.

    Attributes:
        width: Of all of it, also where there are fewer runs.
        height: The same.
        pitch: From one mark to the next.
        marks: The runs, the earliest first.
        title: What the strip says, in words.
        has_stops: Whether the tabulator stops at each mark; else there is another way to the same runs.
    """

    width: int
    height: int
    pitch: int
    marks: tuple[StripMark, ...]
    title: str
    has_stops: bool


def strip_of(runs: Sequence[Run], *, pitch: int, has_stops: bool) -> Strip:
    """Returns the last runs as a strip.

    Args:
        runs: The runs, the latest first.
        pitch: From one mark to the next, in pixels.
        has_stops: Whether the tabulator is to stop at each.
    """
    shown = tuple(reversed(runs[:MOST_RUNS]))
    first = MOST_RUNS - len(shown)
    marks = tuple(_mark(run, first + number, pitch) for number, run in enumerate(shown))
    return Strip(MOST_RUNS * pitch, HEIGHT, pitch, marks, _title(shown), has_stops)


def _mark(run: Run, place: int, pitch: int) -> StripMark:
    at, height = run.started_at or run.due_at, _HEIGHTS[run.status]
    title = filled(TEXT.jobs.mark, status=TEXT.jobs.statuses[run.status.value], at=exact(at))
    return StripMark(run.id, run.status.value, place * pitch, HEIGHT - height, int(pitch * _SHARE), height, at, title)


def _title(runs: Sequence[Run]) -> str:
    if not runs:
        return TEXT.jobs.no_runs
    counts = Counter(run.status for run in runs)
    each = ", ".join(
        f"{counts[status]} {TEXT.jobs.statuses[status.value].lower()}" for status in _HEIGHTS if counts[status]
    )
    return filled(TEXT.jobs.bars, runs=TEXT.jobs.last_runs.of(len(runs)), each=each)
