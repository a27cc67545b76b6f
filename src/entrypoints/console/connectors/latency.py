"""How long a connector took each time that it was tried, as a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Final

from attrs import frozen

from entrypoints.console.catalog import TEXT, filled
from socdomain.connectors.history import HistoryEntry
from socdomain.connectors.verification import Outcome

WIDTH: Final = 240
HEIGHT: Final = 48
MOST_TRIALS: Final = 30
_EDGE: Final = 5.0


@frozen
class Trial:
    """One time that a connector was tried.

    Attributes:
        at: When.
        works: Whether it could be used.
        word: What became of it.
        latency_ms: How long it took, in milliseconds.
        product_version: The version that was found; empty for none.
    """

    at: datetime
    works: bool
    word: str
    latency_ms: int
    product_version: str


@frozen
class Mark:
    """A trial, as a place on the line.

    Attributes:
        x: From the left.
        y: From the top.
        works: Whether the connector could be used.
        title: All of it in words.
    """

    x: float
    y: float
    works: bool
    title: str


@frozen
class LatencyLine:
    """The last trials of a connector, as a chart.

    Attributes:
        width: Of its own units.
        height: Of the same.
        points: Where the line goes, through those that worked.
        marks: Each trial, the earliest first.
        title: What the chart says, in words.
        trials: The same trials, the latest first.
    """

    width: int
    height: int
    points: str
    marks: tuple[Mark, ...]
    title: str
    trials: tuple[Trial, ...]


def trial_of(entry: HistoryEntry) -> Trial:
    """Returns what an entry of a history says about a trial; what a later version would write there is an error."""
    found = str(entry.detail.get("outcome", ""))
    works = found in (Outcome.OK, Outcome.SLOW)
    word = TEXT.connectors.outcomes.get(found, found)
    latency_ms = int(entry.detail.get("latency_ms", 0))
    return Trial(entry.at, works, word, latency_ms, str(entry.detail.get("product_version") or ""))


def failures_in_a_row(entries: Sequence[HistoryEntry]) -> int:
    """Returns how many of the last trials failed, until one did not.

    Args:
        entries: The trials, the latest first.
    """
    return sum(1 for _ in takewhile(lambda one: not trial_of(one).works, entries))


def latency_line(entries: Sequence[HistoryEntry]) -> LatencyLine | None:
    """Returns the line of the last trials; None where there are none.

    Args:
        entries: The trials, the latest first.
    """
    trials = tuple(map(trial_of, entries[:MOST_TRIALS]))
    if not trials:
        return None
    earliest_first = trials[::-1]
    worked = [one.latency_ms for one in trials if one.works]
    longest = max(worked, default=0)
    marks = tuple(_mark(one, number, len(trials), longest) for number, one in enumerate(earliest_first))
    points = " ".join(f"{mark.x},{mark.y}" for mark in marks if mark.works)
    return LatencyLine(WIDTH, HEIGHT, points, marks, _title(trials, worked), trials)


def _mark(trial: Trial, number: int, count: int, longest_ms: int) -> Mark:
    step = (WIDTH - 2 * _EDGE) / max(1, count - 1)
    room = HEIGHT - 2 * _EDGE
    share = trial.latency_ms / longest_ms if trial.works and longest_ms else 0.0
    title = filled(TEXT.connectors.trial, word=trial.word, latency_ms=f"{trial.latency_ms:,}")
    return Mark(round(_EDGE + number * step, 1), round(_EDGE + room * (1 - share), 1), trial.works, title)


def _title(trials: Sequence[Trial], worked: Sequence[int]) -> str:
    failed = len(trials) - len(worked)
    if not worked:
        return TEXT.connectors.none_worked.of(len(trials))
    line = filled(
        TEXT.connectors.line,
        trials=TEXT.connectors.trials.of(len(trials)),
        least=f"{min(worked):,}",
        most=f"{max(worked):,}",
    )
    return filled(TEXT.connectors.line_failed, line=line, failed=f"{failed:,}") if failed else line
