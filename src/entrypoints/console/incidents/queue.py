"""The queue: the alerts that somebody has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation

from entrypoints.api.caller import needs
from entrypoints.api.incidents.alert_list import asked_filter
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import Done, DoneCase, DoneCount, Pairs, address, asked, next_address
from entrypoints.console.catalog import TEXT
from entrypoints.console.customer_codes import customer_codes
from entrypoints.console.incidents.chips import Chip, chips_of
from entrypoints.console.incidents.news import Listening, begin_listening
from entrypoints.console.incidents.queue_address import BELOW, LIVE
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered, is_partial
from entrypoints.console.preferences import zone_of
from entrypoints.container import Container
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.queries import list_alerts
from socdomain.incidents.status import Status, Verdict
from socdomain.incidents.views import AlertListing
from socdomain.principal import Principal, Scope
from socdomain.sources.queries import list_sources
from socdomain.sources.severity import Severity
from socdomain.views.queries import ViewListing, list_views


@frozen
class Tab:
    """A way to look at the queue that everybody needs.

    Attributes:
        name: What it is called.
        address: Where it is.
        is_here: Whether it is what is shown.
    """

    name: str
    address: str
    is_here: bool


@frozen
class Choices:
    """What can be chosen from in the form that narrows the list.

    Attributes:
        statuses: The states.
        severities: The severities, the worst first.
        verdicts: The verdicts.
        sources: Names of sources; none where the reader may not see them.
        customers: Codes of customers; none where the reader may not see them.
        values: What is chosen now, by name.
    """

    statuses: tuple[Status, ...]
    severities: tuple[Severity, ...]
    verdicts: tuple[Verdict, ...]
    sources: tuple[str, ...]
    customers: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]

    def value(self, name: str) -> str:
        """Returns the one value of a field; the empty text where it has none."""
        return self.values.get(name, ("",))[0]

    def has(self, name: str, value: str) -> bool:
        """Tells whether a value of a field is chosen."""
        return value in self.values.get(name, ())


@frozen
class QueuePage:
    """The queue.

    Attributes:
        rows: The alerts, the last seen first.
        tabs: Ways to look at it.
        chips: What it is narrowed by.
        choices: What it can be narrowed by.
        here: The address of its first page.
        query: What it is asked for, as it stands in the address.
        next: Where it goes on.
        is_first: Whether this is where it begins.
        views: The views that the reader sees.
        shows_views: Whether they are open: one was saved, or is what is shown and no tab shows the same.
        listening: Where the page asks for what has come since.
        told: What was done before.
        case: The case that was worked on before.
    """

    rows: tuple[AlertListing, ...]
    tabs: tuple[Tab, ...]
    chips: tuple[Chip, ...]
    choices: Choices
    here: str
    query: Pairs
    next: str | None
    is_first: bool
    views: tuple[ViewListing, ...]
    shows_views: bool
    listening: Listening
    told: str
    case: UUID | None


@get(
    "/",
    **needs(Scope.ALERTS_READ),
    dependencies={**PAGED, "wanted": Provide(asked_filter, sync_to_thread=False)},
    sync_to_thread=True,
)
def show(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[SkipValidation[AlertFilter]],
    page: Paged,
    by: By,
    pages: Rendered,
    container: UseCases,
    done: Done = None,
    done_count: DoneCount = None,
    done_case: DoneCase = None,
) -> Response[bytes]:
    """Shows the alerts that are wanted."""
    listening = begin_listening(request, page.cursors, wanted, container, by)
    found = list_alerts(container.reading(by.reach), wanted, page.request, by=by)
    pairs, now = asked(request), container.clock.now()
    tabs, here = _tabs(pairs, by), address(BELOW, pairs)
    views = list_views(container.reading(by.reach), by=by)
    is_view = any(f"{address(BELOW)}?{one.view.query}" == here for one in views)
    model = QueuePage(
        rows=found.items,
        tabs=tabs,
        chips=chips_of(BELOW, pairs, TEXT.queue.filters, zone_of(request), now),
        choices=_choices(container, by, pairs),
        here=here,
        query=pairs,
        next=next_address(request, page.cursor_after(found)),
        is_first="cursor" not in request.query_params,
        views=views,
        shows_views=done == "view" or (is_view and not any(tab.is_here for tab in tabs)),
        listening=listening,
        told=_told(done, done_count),
        case=done_case,
    )
    template = "incidents/queue_list.html" if is_partial(request) else "incidents/queue.html"
    return pages.answer(request, template, model)


def _told(done: str | None, count: int | None) -> str:
    said = TEXT.queue.done.get(done or "")
    return str(said.of(count if count is not None else 1)) if said else ""


def _tabs(pairs: Pairs, by: Principal) -> tuple[Tab, ...]:
    ways: tuple[tuple[str, Pairs], ...] = (
        (TEXT.queue.live, LIVE),
        (TEXT.queue.unassigned, (*LIVE, ("assignee", ""))),
        (TEXT.queue.mine, (*LIVE, ("assignee", by.name))),
        (TEXT.queue.worst, (*LIVE, ("severity", "Critical"), ("severity", "High"))),
        (TEXT.queue.everything, ()),
    )
    return tuple(Tab(name, address(BELOW, way), is_here=sorted(way) == sorted(pairs)) for name, way in ways)


def _choices(container: Container, by: Principal, pairs: Pairs) -> Choices:
    values: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        values[name] = (*values.get(name, ()), value)
    sources: tuple[str, ...] = ()
    if Scope.SOURCES_READ in by.scopes:
        sources = tuple(one.name for one in list_sources(container.reading(by.reach), by=by))
    customers = customer_codes(container, by)
    return Choices(tuple(Status), tuple(reversed(Severity)), tuple(Verdict), sources, customers, values)


HANDLERS: list[HTTPRouteHandler] = [show]
