"""Lists: which page is wanted, and where the next one begins."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from attrs import frozen
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation
from msgspec import Meta

from entrypoints.api.cursors import Cursors, question_of
from socdomain.pages import LARGEST_PAGE, USUAL_PAGE, Page, PageRequest

LONGEST_CURSOR = 100

T = TypeVar("T")

Limit = Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE, description="How many items at most.")]
Cursor = Annotated[
    str | None,
    QueryParameter(
        max_length=LONGEST_CURSOR,
        description="`next_cursor` of the page before, sent with the same filter; none for the first page.",
    ),
]
NextCursor = Annotated[str | None, Meta(description="Where the next page begins; null on the last page.")]


@frozen
class PageAsked:
    """Which page is wanted, and the cursors of the list that it is a page of."""

    request: PageRequest
    cursors: Cursors
    question: bytes

    def cursor_after(self, page: Page[Any]) -> str | None:
        """Returns the cursor of the page after this one."""
        return None if page.next is None else self.cursors.of_position(page.next, self.question)


def page_asked(
    request: Request[Any, Any, Any],
    cursors: NamedDependency[SkipValidation[Cursors]],
    limit: Limit = USUAL_PAGE,
    cursor: Cursor = None,
) -> PageAsked:
    """Provides which page is wanted.

    Raises:
        InvalidInputError: The cursor is not one of this list.
    """
    question = question_of(request)
    after = None if cursor is None else cursors.position(cursor, question)
    return PageAsked(PageRequest(limit, after), cursors, question)
