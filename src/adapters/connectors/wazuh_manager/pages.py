"""Reads a list of Wazuh's manager page after page, while entries come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TypeVar

from socdomain.connectors.verification import ConnectorAnswerError

T = TypeVar("T")
AsksPage = Callable[[int], tuple[int, tuple[T, ...]]]
"""Returns how many entries there are, and those of the page that begins at an offset."""


def all_entries(ask: AsksPage[T], number: Callable[[T], int | None], page_size: int) -> Iterator[T]:
    """Yields every entry by its number; of those that have the same, the last.

    Args:
        ask: Asks for a page, by number.
        number: Returns the number of an entry; None for one that has none, which comes in the order of its page.
        page_size: How many entries a page has.

    Raises:
        ConnectorAnswerError: It gives fewer than it says that there are.
    """
    for found, same in groupby(_entries(ask, number, page_size), key=number):
        if found is None:
            yield from same
            continue
        *_, last = same
        yield last


def _entries(ask: AsksPage[T], number: Callable[[T], int | None], page_size: int) -> Iterator[T]:
    offset, last, is_again = 0, -1, False
    total: int | None = None
    while total is None or offset < total:
        before, (total, items) = total, ask(offset)
        if before is not None and total < before:
            # Some went meanwhile, and those after them moved up, perhaps over the edge into pages that were read.
            offset, is_again = max(0, offset - (before - total)), True
            continue
        numbered = [(found, one) for one in items if (found := number(one)) is not None]
        if len(numbered) < len(items):
            # Nothing tells where such a list has gone on; a page that is not full is its last one.
            yield from items
            if len(items) < page_size:
                return
            offset += page_size
            continue
        fresh = [one for found, one in numbered if found >= last]
        has_news = any(found > last for found, _ in numbered)
        is_double = bool(numbered) and numbered[0][0] == last and offset + page_size >= total
        if offset < total and not (has_news or is_double or is_again):
            raise ConnectorAnswerError("It says that there are more entries than it gives.")
        yield from fresh
        last = next((found for found, _ in reversed(numbered) if found >= last), last)
        offset, is_again = offset + page_size, False
