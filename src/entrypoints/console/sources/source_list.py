"""``/console/sources``: the sources that there are, and how much of each waits."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from entrypoints.api.caller import needs
from entrypoints.api.sources import customer_codes
from entrypoints.api.wired import By, UseCases
from entrypoints.console.catalog import TEXT
from entrypoints.console.pages import Rendered
from socdomain.principal import Principal, Scope
from socdomain.sources.builtin.mappings import BUILTIN_MAPPINGS
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import count_rejected_by_source, list_sources
from socdomain.sources.source import Source


@frozen
class ListedSource:
    """A source, as lists show it.

    Attributes:
        source: It.
        kind: Whether it came with the product.
        default_customer: Code of the customer of documents that name none; None for none, or none that the reader sees.
        waiting: How many of its documents could not be taken.
    """

    source: Source
    kind: str
    default_customer: str | None
    waiting: int


@frozen
class SourcesPage:
    """The sources, by name.

    Attributes:
        sources: They.
        waiting: How many documents could not be taken in all.
        may_add: Whether the reader may add one.
    """

    sources: tuple[ListedSource, ...]
    waiting: int
    may_add: bool


@get("/", **needs(Scope.SOURCES_READ), sync_to_thread=True)
def show(request: Request[Any, Any, Any], by: By, pages: Rendered, container: UseCases) -> Response[bytes]:
    """Shows the sources."""
    found = list_sources(container.reading(by.reach), by=by)
    codes = customer_codes(container, found, by)
    counts = count_rejected_by_source(container.reading(by.reach), RejectedFilter(), by=by)
    sources = tuple(
        ListedSource(
            source,
            kind_of_source(source),
            codes.get(source.default_customer_id) if source.default_customer_id else None,
            counts.get(source.name, 0),
        )
        for source in found
    )
    page = SourcesPage(sources, sum(counts.values()), may_write(by))
    return pages.answer(request, "sources/list.html", page)


def may_write(by: Principal) -> bool:
    """Tells whether somebody may add and change sources, which read documents of all customers."""
    return Scope.SOURCES_WRITE in by.scopes and by.reach.is_everyone


def kind_of_source(source: Source) -> str:
    """Returns whether a source came with the product, in a word."""
    shipped = BUILTIN_MAPPINGS.get(source.name)
    if shipped is None:
        return TEXT.sources.own
    is_same = evolve(source.mapping, version=shipped.version) == shipped
    return TEXT.sources.builtin if is_same else TEXT.sources.changed


HANDLERS: list[HTTPRouteHandler] = [show]
