"""Lists of any length: the options that say how much is wanted, and reading page after page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from entrypoints.cli.console import err
from socdomain.pages import LARGEST_PAGE, USUAL_PAGE, Page, PageRequest, Position

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])


def list_options(command: Command) -> Command:
    """Gives a command ``--limit``, ``--all`` and ``--json``, as its arguments ``limit``, ``whole`` and ``as_json``."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Write them as JSON."),
        click.option("--all", "whole", is_flag=True, help="List all of them, whatever --limit says."),
        click.option("--limit", type=click.IntRange(min=1), default=USUAL_PAGE, show_default=True),
    ):
        command = option(command)
    return command


def walked(read: Callable[[PageRequest], Page[T]], limit: int | None) -> Iterator[T]:
    """Yields the items of a list, and says on standard error if there are more than were wanted.

    Args:
        read: Reads a page.
        limit: How many items at most; None for all.
    """
    after: Position | None = None
    left = limit
    while left is None or left > 0:
        page = read(PageRequest(LARGEST_PAGE if left is None else min(left, LARGEST_PAGE), after))
        yield from page.items
        after = page.next
        if after is None:
            return
        if left is not None:
            left -= len(page.items)
    err.print("There are more: narrow the list, raise --limit, or give --all.")
