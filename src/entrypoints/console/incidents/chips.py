"""What a list is narrowed by, as chips that can be taken away one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from attrs import frozen

from entrypoints.console.addresses import Pairs, address
from entrypoints.console.catalog import TEXT
from entrypoints.console.times import shown

TIMES: Final = ("seen_from", "seen_until", "opened_from", "opened_until")
"""Filters by a time."""


@frozen
class Chip:
    """One thing that narrows a list.

    Attributes:
        label: What it is about.
        value: What is wanted of it.
        without: The address of the list without it.
    """

    label: str
    value: str
    without: str


def chips_of(below: str, pairs: Pairs, labels: Mapping[str, str], zone: tzinfo, now: datetime) -> tuple[Chip, ...]:
    """Returns a chip for each pair of a query that has a label.

    Args:
        below: The list's path below the console.
        pairs: What it is asked for.
        labels: What each name is called; what has none is no filter.
        zone: In which times are shown.
        now: The present time.
    """
    return tuple(
        Chip(labels[name], _words(name, value, zone, now), address(below, pairs[:place] + pairs[place + 1 :]))
        for place, (name, value) in enumerate(pairs)
        if name in labels
    )


def _words(name: str, value: str, zone: tzinfo, now: datetime) -> str:
    words = {"status": TEXT.incidents.statuses, "severity": TEXT.incidents.severities}.get(name, {})
    if name == "verdict":
        words = TEXT.incidents.verdicts
    if name == "assignee" and value == "":
        return TEXT.shell.nobody
    if name in TIMES:
        return shown(datetime.fromisoformat(value), zone, now)
    return words.get(value, value)
