"""``/console/sources/rejected``: what could not be taken, why, and trying it again."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter, SkipValidation

from entrypoints.api.caller import needs
from entrypoints.api.rejected_events import LONGEST_NAME, MOST_IDS
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import Done, Pairs, address, asked, next_address
from entrypoints.console.catalog import TEXT
from entrypoints.console.forms import sends
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.console.sources.rejected_pages import (
    LIST,
    EventPage,
    RejectedPage,
    ReplayedPage,
    by_reason,
    by_source,
)
from socdomain.errors import InvalidInputError
from socdomain.ids import RejectedEventId
from socdomain.principal import Scope
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import (
    count_rejected_by_source,
    count_rejected_events,
    get_rejected_event,
    list_rejected_events,
)
from socdomain.sources.rejected_event import RejectReason

ALL: Final = "all"
"""What is sent to replay all that a filter matches."""
_MOST_SHOWN: Final = 200


@frozen
class ReplayForm:
    """Which rejected events are tried again: those that are chosen, or all that a filter matches."""

    which: str = ""
    ids: tuple[UUID, ...] = ()
    source: str = ""
    reason: RejectReason | None = None


@get("/rejected", **needs(Scope.SOURCES_READ), dependencies=PAGED, sync_to_thread=True)
def show_list(
    request: Request[Any, Any, Any],
    page: Paged,
    by: By,
    pages: Rendered,
    container: UseCases,
    source: Annotated[str, QueryParameter(max_length=LONGEST_NAME)] = "",
    reason: Annotated[RejectReason | None, QueryParameter()] = None,
    done: Done = None,
) -> Response[bytes]:
    """Shows what could not be taken."""
    wanted = RejectedFilter(source or None, reason)
    found = list_rejected_events(container.reading(by.reach), wanted, page.request, by=by)
    # What a chip counts is what it leads to: itself, within what else is chosen.
    of_sources = count_rejected_by_source(container.reading(by.reach), RejectedFilter(reason=reason), by=by)
    of_reasons = count_rejected_events(container.reading(by.reach), RejectedFilter(source or None), by=by)
    here = asked(request)
    shown = RejectedPage(
        events=found.items,
        source=source,
        reason=reason,
        sources=by_source(of_sources, source, here),
        reasons=by_reason(of_reasons, reason, here),
        is_narrowed=wanted != RejectedFilter(),
        next=next_address(request, page.cursor_after(found)),
        first=address(LIST, here) if page.request.after else "",
        fault=TEXT.sources.choose_some if done == "none" else "",
    )
    return pages.answer(request, "sources/rejected.html", shown)


@get("/rejected/{event_id:uuid}", **needs(Scope.SOURCES_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any], event_id: FromPath[UUID], by: By, pages: Rendered, container: UseCases
) -> Response[bytes]:
    """Shows a document that could not be taken, and what to do about it."""
    event = get_rejected_event(container.reading(by.reach), RejectedEventId(event_id), by=by)
    return pages.answer(request, "sources/rejected_event.html", EventPage.of(event))


@post("/rejected/replay", **needs(Scope.EVENTS_INGEST), dependencies=sends(ReplayForm), sync_to_thread=True)
def replay(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[ReplayForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Tries rejected documents again, and says what became of them; sent again, it tries what is left."""
    pairs = _pairs(sent)
    if sent.which == ALL:
        wanted = RejectedFilter(sent.source or None, sent.reason)
    elif not sent.ids:
        return see(address(LIST, [*pairs, ("done", "none")]))
    elif len(sent.ids) > MOST_IDS:
        raise InvalidInputError("ids", f"must be at most {MOST_IDS}")
    else:
        wanted = RejectedFilter(ids=frozenset(map(RejectedEventId, sent.ids)))
    summary = container.replay_rejected_events.execute(wanted, by=by)
    alerts = address("/alerts", [pair for pair in pairs if pair[0] == "source"])
    page = ReplayedPage(summary, _MOST_SHOWN, address(LIST, pairs), alerts)
    return pages.answer(request, "sources/replayed.html", page)


def _pairs(sent: ReplayForm) -> Pairs:
    of_reason = "" if sent.reason is None else sent.reason.value
    return tuple((name, value) for name, value in (("source", sent.source), ("reason", of_reason)) if value)


HANDLERS: list[HTTPRouteHandler] = [show_list, show, replay]
