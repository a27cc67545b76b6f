"""What the command line writes, and what its exit codes mean."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 250
"""Columns where nobody looks: what goes into a file or a pipe is not cut to the width of a terminal."""

out = Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    """Exit codes that a script can trust."""

    DONE = 0
    """All that was asked for has been done."""
    FAILED = 1
    """It could not be done; standard error says why."""
    WRONG_USE = 2
    """The command, an option or a setting is wrong; nothing was done."""
    REJECTED = 3
    """``ingest``: stored, but some documents were rejected."""
    UNHEALTHY = 4
    """``doctor``: something needs mending."""


def write_json(value: Any) -> None:
    """Writes a value as JSON to standard output, the same whether or not it is a terminal."""
    out.file.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, styles: Mapping[str, str] | None = None
) -> None:
    """Writes rows as a table to standard output.

    Whatever an event says is shown as text: markup in it means nothing, and control characters are left out.

    Args:
        columns: Their headings.
        rows: The cells.
        styles: A style for each word that deserves one, such as a severity.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        # What names a thing stays whole, to be copied; on a narrow terminal the last two columns are cut.
        longest = max([len(column), *(len(row[number]) for row in rows)])
        is_cut = number >= len(columns) - 2
        table.add_column(column, no_wrap=True, overflow="ellipsis", min_width=None if is_cut else longest)
    for row in rows:
        table.add_row(*(Text(printable(cell), style=(styles or {}).get(cell, ""), overflow="ellipsis") for cell in row))
    out.print(table)


def printable(text: str) -> str:
    """Replaces what a terminal would obey instead of showing, such as escape sequences in an event's title."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def shown_time(at: datetime) -> str:
    """Returns a time as people read it, in UTC, to the second."""
    return at.strftime("%Y-%m-%d %H:%M:%SZ")


SEVERITY_STYLES = {
    "Critical": "bold red",
    "High": "red",
    "Medium": "yellow",
    "Low": "cyan",
    "Informational": "dim",
}
