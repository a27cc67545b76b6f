"""Addresses of pages with their queries: what stands in the address bar is what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from uuid import UUID

from litestar import Request
from litestar.params import QueryParameter

from entrypoints.console.guard import PATH

Pairs = tuple[tuple[str, str], ...]
"""Names and values of a query, in order; a name may come several times."""

Done = Annotated[str | None, QueryParameter(max_length=40)]
"""As ``done``: which of its messages a page says, after what was done led there."""

DoneCount = Annotated[int | None, QueryParameter(ge=0)]
"""As ``done_count``: with how many things that was done."""
DoneCase = Annotated[UUID | None, QueryParameter()]
"""As ``done_case``: for which case."""

_OF_ONE_LOOK: Final = frozenset({"cursor", "done", "done_count", "done_case"})
"""What belongs to one look at a page, and not to what it is about."""


def asked(request: Request[Any, Any, Any], *without: str) -> Pairs:
    """Returns what a page was asked for, but for its place in a list and what was done before.

    Args:
        request: The call.
        *without: Further names to leave out.
    """
    left_out = _OF_ONE_LOOK.union(without)
    # Not by the framework, which gives the names in whatever order.
    pairs = parse_qsl(request.scope.get("query_string", b"").decode("ascii", "replace"), keep_blank_values=True)
    return tuple(pair for pair in pairs if pair[0] not in left_out)


def address(below: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Returns the address of a page.

    Args:
        below: Its path below the console, such as ``/alerts``; nothing in it is escaped.
        pairs: Its query.
    """
    query = urlencode(list(pairs), quote_via=quote)
    return f"{PATH}{below}?{query}" if query else f"{PATH}{below}"


def next_address(request: Request[Any, Any, Any], cursor: str | None) -> str | None:
    """Returns where a list goes on; None where it ends."""
    if cursor is None:
        return None
    return f"{request.scope['path']}?{urlencode([*asked(request), ('cursor', cursor)], quote_via=quote)}"


def local_target(target: str | None, below: str = "") -> str:
    r"""Returns an address of a page of ours, as it was given; the page below the console, where it is none.

    A browser takes ``//host`` and ``/\host`` for addresses elsewhere, and so does it ``https:host``.

    Args:
        target: What was given.
        below: The path below the console within which it has to be, such as ``/alerts``.
    """
    base = f"{PATH}{below}"
    if not target or "\\" in target or any(ord(one) <= ord(" ") for one in target):
        return base
    try:
        parts = urlsplit(target)
    except ValueError:
        return base
    is_ours = not parts.scheme and not parts.netloc and f"{parts.path}/".startswith(f"{base}/")
    return target if is_ours else base
