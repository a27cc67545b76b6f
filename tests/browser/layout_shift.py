"""How much a page moves under whoever reads it: Cumulative Layout Shift, as web.dev defines it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import frozen
from playwright.sync_api import Page

from tests.browser.noticed import settle

MOST: Final = 0.1
"""What web.dev calls good, and what every page of the console has to keep."""

_GAP_MS: Final = 1_000.0
_LONGEST_WINDOW_MS: Final = 5_000.0
_SAYS: Final = "layout shift of "
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

RECORDS_SHIFTS: Final = """
window.__watchfloor_shifts = [];
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
        window.__watchfloor_shifts.push({at_ms: entry.startTime, value: entry.value, is_asked: entry.hadRecentInput,
            moved: entry.sources.map(one => one.node instanceof Element ? one.node.outerHTML.slice(0, 120) : "")});
    }
}).observe({type: "layout-shift", buffered: true});
"""
"""To be added to a context; runs before each page."""


@frozen
class Shift:
    """Something that moved.

    Attributes:
        at_ms: When, since the page began to load.
        value: How much: the part of the window times the part of the way.
        is_asked: Whether somebody had just clicked or typed, and so expects it.
        moved: The beginnings of what moved, as HTML.
    """

    at_ms: float
    value: float
    is_asked: bool = False
    moved: tuple[str, ...] = ()


def layout_shift(page: Page) -> float:
    """Returns how much a page has moved since it was opened, and prints it."""
    settle(page)
    recorded: list[dict[str, Any]] = page.evaluate("window.__watchfloor_shifts")
    shifts = [Shift(one["at_ms"], one["value"], one["is_asked"], tuple(one["moved"])) for one in recorded]
    found = largest_window(shifts)
    print(f"{_SAYS}{_ID.sub('...', urlsplit(page.url).path)}: {found:.4f}")
    for one in shifts:
        if not one.is_asked:
            print(f"  {one.value:.4f} after {one.at_ms:.0f} ms: {' | '.join(one.moved)}")
    return found


def largest_window(shifts: Iterable[Shift]) -> float:
    """Returns the sum of the worst burst: shifts less than 1 s apart, over at most 5 s, that nobody asked for.

    Args:
        shifts: In the order in which they came.
    """
    largest = current = began_ms = last_ms = 0.0
    for shift in shifts:
        if shift.is_asked:
            continue
        goes_on = shift.at_ms - last_ms < _GAP_MS and shift.at_ms - began_ms < _LONGEST_WINDOW_MS
        if current and goes_on:
            current += shift.value
        else:
            current, began_ms = shift.value, shift.at_ms
        last_ms = shift.at_ms
        largest = max(largest, current)
    return largest


def largest_said(outputs: Iterable[str]) -> dict[str, float]:
    """Returns the largest shift of each path that ``layout_shift`` has printed."""
    found: dict[str, float] = {}
    for line in (line for output in outputs for line in output.splitlines() if line.startswith(_SAYS)):
        path, _, value = line.removeprefix(_SAYS).rpartition(": ")
        found[path] = max(found.get(path, 0.0), float(value))
    return found
