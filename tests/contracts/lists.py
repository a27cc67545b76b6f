"""Reading whole lists, a page at a time."""

from collections.abc import Callable
from typing import TypeVar

from socdomain.pages import Page, PageRequest

T = TypeVar("T")

MOST_PAGES = 50
FIRST = PageRequest(limit=200)


def walked(read: Callable[[PageRequest], Page[T]], *, limit: int) -> list[T]:
    """Everything in a list, read to its end in pages of so many items."""
    items: list[T] = []
    request = PageRequest(limit)
    for _ in range(MOST_PAGES):
        page = read(request)
        assert len(page.items) <= limit
        items += page.items
        if page.next is None:
            return items
        request = PageRequest(limit, page.next)
    raise AssertionError(f"the list did not end within {MOST_PAGES} pages")
