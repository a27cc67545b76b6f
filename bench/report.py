"""Printing figures."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence

import psutil


def heading(text: str) -> None:
    """Prints what is measured next."""
    line(f"\n{text}\n{'-' * len(text)}")


def line(text: str) -> None:
    """Prints a line at once, so that a long run shows where it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def machine() -> None:
    """Prints what the figures were measured on."""
    cores, memory = psutil.cpu_count(), psutil.virtual_memory().total / 1024**3
    line(f"{platform.machine()}, {cores} cores, {memory:.0f} GiB, Python {platform.python_version()}")


def verdict(name: str, value: float, bar: float, *, unit: str, at_most: bool = False) -> bool:
    """Prints a figure beside its bar, and tells whether it is met."""
    met = value <= bar if at_most else value >= bar
    word = "at most" if at_most else "at least"
    line(
        f"{'met   ' if met else 'MISSED'}  {name}: {value:,.2f} {unit} (bar: {word} {bar:,g}; {value / bar:.2f} of it)"
    )
    return met


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
