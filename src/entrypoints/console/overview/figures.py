"""What the first page counts, and where each number leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, timedelta, tzinfo
from itertools import pairwise
from typing import Final

from attrs import frozen

from entrypoints.console.addresses import Pairs, address
from entrypoints.console.attack.techniques import TACTICS, Technique, technique_of
from entrypoints.console.catalog import TEXT
from entrypoints.console.charts.stacked import StackedBars, stacked_bars
from entrypoints.console.incidents.queue_address import BELOW, LIVE
from entrypoints.console.times import written
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.views import AgeBand, AlertSummary
from socdomain.sources.severity import Severity

_HOUR: Final = timedelta(hours=1)
_MOST_SERIES: Final = 6
_HEATS: Final = 5
LISTED: Final = 50
"""So many techniques a summary names at most."""
MOST_COUNTED: Final = 1_000
"""Of a technique with its sub-techniques no more alerts than so many are counted."""


@frozen
class Linked:
    """A number, and where the alerts are that it counts; empty where no address says just those."""

    count: int
    address: str


@frozen
class SeverityRow:
    """Live alerts of one severity.

    Attributes:
        severity: The severity.
        total: All of them.
        ages: By how long ago they were opened, the youngest first.
    """

    severity: Severity
    total: Linked
    ages: tuple[Linked, ...]


@frozen
class SourceShare:
    """What one source opened within a day.

    Attributes:
        name: Its name; of the last of many, that they are the others.
        place: Which colour it has, from 1.
        all: How many alerts.
        hours: How many in each hour.
    """

    name: str
    place: int
    all: Linked
    hours: tuple[Linked, ...]


@frozen
class Volume:
    """What was opened within a day, by hour and source."""

    chart: StackedBars
    shares: tuple[SourceShare, ...]
    total: int


@frozen
class Heat:
    """A technique that was seen.

    Attributes:
        technique: The technique.
        alerts: How often.
        level: 1 to 5, by how often beside the others.
    """

    technique: Technique
    alerts: Linked
    level: int


@frozen
class TacticColumn:
    """What was seen of one tactic."""

    name: str
    heats: tuple[Heat, ...]


def severity_rows(summary: AlertSummary) -> tuple[SeverityRow, ...]:
    """Returns live alerts by severity, the worst first, and age."""
    edges = [summary.at - _HOUR * hours for hours in AgeBand.HOURS]
    bands: list[Pairs] = [
        (("opened_from", written(edges[0])),),
        *((("opened_from", written(older)), ("opened_until", written(younger))) for younger, older in pairwise(edges)),
        (("opened_until", written(edges[-1])),),
    ]
    rows = []
    for severity in reversed(Severity):
        counts = summary.severity_by_age[severity]
        of_it: Pairs = (*LIVE, ("severity", severity.word))
        ages = tuple(Linked(count, address(BELOW, of_it + band)) for count, band in zip(counts, bands, strict=True))
        rows.append(SeverityRow(severity, Linked(sum(counts), address(BELOW, of_it)), ages))
    return tuple(rows)


def volume(summary: AlertSummary, zone: tzinfo) -> Volume:
    """Returns what was opened within a day, by hour and source; the sources that opened most have their own colour."""
    this_hour = summary.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [this_hour - _HOUR * back for back in range(23, -1, -1)]
    by_size = sorted(summary.source_by_hour.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    windows: list[Pairs] = [(("opened_from", written(hour)), ("opened_until", written(hour + _HOUR))) for hour in hours]
    own = _MOST_SERIES if len(by_size) <= _MOST_SERIES else _MOST_SERIES - 1
    shares = [
        _share(name, place, [by_hour.get(hour, 0) for hour in hours], windows)
        for place, (name, by_hour) in enumerate(by_size[:own], start=1)
    ]
    if others := [by_hour for _, by_hour in by_size[own:]]:
        counts = [sum(by_hour.get(hour, 0) for by_hour in others) for hour in hours]
        each = tuple(Linked(count, "") for count in counts)
        shares.append(SourceShare(TEXT.overview.other_sources, _MOST_SERIES, Linked(sum(counts), ""), each))
    labels = [f"{hour.astimezone(zone):%H:%M}" for hour in hours]
    addresses = [address(BELOW, window) for window in windows]
    chart = stacked_bars([[one.count for one in share.hours] for share in shares], labels, addresses)
    return Volume(chart, tuple(shares), sum(one.all.count for one in shares))


def heat_map(summary: AlertSummary, counted: Callable[[AlertFilter], int]) -> tuple[TacticColumn, ...]:
    """Returns the techniques that were seen within a day, by tactic in the order of the matrix.

    Args:
        summary: How often each was seen by itself.
        counted: Counts alerts, up to ``MOST_COUNTED``; a filter by a technique takes its sub-techniques with it.
    """
    since = summary.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - _HOUR * 23
    by_itself = dict(summary.techniques)
    of_each = {
        technique_id: counted(AlertFilter(technique=technique_id, opened_from=since))
        if _has_listed(technique_id, by_itself)
        else count
        for technique_id, count in by_itself.items()
    }
    most = max(of_each.values(), default=1)
    columns: dict[str, list[Heat]] = {}
    for technique_id, count in sorted(of_each.items(), key=lambda item: (-item[1], item[0])):
        technique = technique_of(technique_id)
        pairs = (("technique", technique_id), ("opened_from", written(since)))
        heat = Heat(technique, Linked(count, address(BELOW, pairs)), level_of(count, most))
        for tactic in technique.tactics or ("",):
            columns.setdefault(tactic, []).append(heat)
    names: Mapping[str, str] = {**TACTICS, "": TEXT.overview.no_tactic}
    return tuple(TacticColumn(name, tuple(columns[key])) for key, name in names.items() if key in columns)


def _has_listed(technique_id: str, counted: Mapping[str, int]) -> bool:
    """Tells whether sub-techniques of a technique are listed beside it; each count takes milliseconds."""
    return any(one.startswith(f"{technique_id}.") for one in counted)


def level_of(count: int, most: int) -> int:
    """Returns how warm a count is, from 1 to 5."""
    return max(1, -(-count * _HEATS // max(1, most)))


def _share(name: str, place: int, counts: Sequence[int], windows: Sequence[Pairs]) -> SourceShare:
    of_it: Pairs = (("source", name),)
    # From the beginning of the first hour to the end of the last.
    day: Pairs = (*of_it, windows[0][0], windows[-1][1])
    hours = [Linked(count, address(BELOW, (*of_it, *window))) for count, window in zip(counts, windows, strict=True)]
    return SourceShare(name, place, Linked(sum(counts), address(BELOW, day)), tuple(hours))
