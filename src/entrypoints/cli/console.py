"""What the command line writes, and what its exit codes mean."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from textwrap import indent
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_ENDLESS: Final = 1_000_000
"""Columns where nobody looks: what goes into a file or a pipe is not cut or broken to the width of a terminal."""

# No text means more than it says: most of what is written comes from events, and from names of the system.
out = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else _ENDLESS)
err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


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
    """``doctor``: something needs mending; ``audit``: the log is not as it was written; ``connectors``: one fails."""


def complain(what: object) -> None:
    """Writes what went wrong to standard error, in one line that begins with the program's name."""
    err.print(f"watchfloor: {what}", style="red")


def write_json(value: Any) -> None:
    """Writes a value as JSON to standard output, the same whether or not it is a terminal.

    Args:
        value: What ``json`` writes, or a shape of the API.
    """
    out.file.write(_json(value) + "\n")


def write_json_list(values: Iterable[Any]) -> None:
    """Writes values as a JSON array, each as soon as it is there, so that a long list does not fill the memory."""
    is_empty = True
    for value in values:
        out.file.write(("[\n" if is_empty else ",\n") + indent(_json(value), "  "))
        is_empty = False
    out.file.write("[]\n" if is_empty else "\n]\n")


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
    shown = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(columns, *shown, strict=True)]
    _write_row(columns, widths, dict.fromkeys(columns, "bold"))
    for row in shown:
        _write_row(row, widths, styles or {})


def _write_row(cells: Sequence[str], widths: Sequence[int], styles: Mapping[str, str]) -> None:
    line = Text()
    for cell, width in zip(cells, widths, strict=True):
        line.append(cell, styles.get(cell)).append(" " * (width - cell_len(cell) + 2))
    line.rstrip()
    # On a narrow terminal the end is cut: what names a thing comes first, and stays whole, to be copied.
    out.print(line, no_wrap=True, overflow="ellipsis")


def printable(text: str) -> str:
    """Makes one line of a text, and replaces what a terminal would obey instead of showing, such as escapes."""
    return "".join(character if character.isprintable() else _stand_in(character) for character in text)


def printable_lines(text: str) -> str:
    """Does the same with each line of a text."""
    return "\n".join(map(printable, text.splitlines()))


def shown_time(at: datetime) -> str:
    """Returns a time as people read it, in UTC, to the second."""
    return at.strftime("%Y-%m-%d %H:%M:%SZ")


def _json(value: Any) -> str:
    # Loaded when it is used, since `ingest` has to do with little memory.
    from msgspec import to_builtins

    return json.dumps(to_builtins(value), ensure_ascii=False, indent=2)


def _stand_in(character: str) -> str:
    return " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"


SEVERITY_STYLES = {
    "Critical": "bold red",
    "High": "red",
    "Medium": "yellow",
    "Low": "cyan",
    "Informational": "dim",
}
