"""Pages of lists in the console: what was done before is no part of what is asked for."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, SkipValidation

from entrypoints.api.caller import calling
from entrypoints.api.cursors import Cursors, digest_of_question
from entrypoints.api.paging import LONGEST_CURSOR, PageAsked
from entrypoints.console.addresses import asked
from socdomain.pages import USUAL_PAGE, PageRequest


def _page_asked(
    request: Request[Any, Any, Any],
    cursors: NamedDependency[SkipValidation[Cursors]],
    cursor: Annotated[str | None, QueryParameter(max_length=LONGEST_CURSOR)] = None,
) -> PageAsked:
    """Provides which page is wanted.

    Raises:
        InvalidInputError: The cursor is not one of this list.
    """
    question = digest_of_question((request.scope["path"], sorted(asked(request))), reach=calling(request).reach)
    after = None if cursor is None else cursors.position(cursor, question)
    return PageAsked(PageRequest(USUAL_PAGE, after), cursors, question)


PAGED = {"page": Provide(_page_asked, sync_to_thread=False)}
"""The dependencies of a page with a list, as ``page``; the API's own would take what was done for a filter."""
