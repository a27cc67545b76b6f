"""What has come since a page of the queue was made, for who has it before them."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter, SkipValidation

from entrypoints.api.caller import calling, needs
from entrypoints.api.cursors import Cursors, digest_of_question
from entrypoints.api.incidents.alert_list import asked_filter
from entrypoints.api.paging import LONGEST_CURSOR
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Pairs, address
from entrypoints.console.guard import ASKS
from entrypoints.console.incidents.queue_address import BELOW
from entrypoints.console.pages import Rendered
from entrypoints.container import Container
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.alert_query import pairs_of
from socdomain.incidents.queries import latest_position, news, read_alert_changes
from socdomain.incidents.views import AlertListing, ChangesPosition
from socdomain.pages import LARGEST_PAGE
from socdomain.principal import Principal, Scope

Place = Annotated[str, QueryParameter(max_length=LONGEST_CURSOR)]
Shown = Annotated[list[UUID] | None, QueryParameter(max_items=LARGEST_PAGE)]

_NEEDS: Final = needs(Scope.ALERTS_READ)


@frozen
class NewsPart:
    """What has come.

    Attributes:
        rows: The alerts that are shown and have changed, as they are now.
        added: Identifiers of alerts that fit and were not there when the page was made.
        after: Where to read on.
        more: Whether there is more to read at once.
    """

    rows: tuple[AlertListing, ...]
    added: tuple[UUID, ...]
    after: str
    more: bool


@frozen
class Listening:
    """Where a page of the queue asks for what has come since.

    Attributes:
        address: Where.
        after: The present end of all changes.
    """

    address: str
    after: str


def begin_listening(
    request: Request[Any, Any, Any], cursors: Cursors, wanted: AlertFilter, container: Container, by: Principal
) -> Listening:
    """Returns where to ask; before the list is read, so that nothing is missed between."""
    position = latest_position(container.reading(by.reach), by=by)
    pairs = pairs_of(wanted)
    return Listening(address(f"{BELOW}/news", pairs), cursors.of_changes(position, _question(request, pairs)))


@get(
    "/news",
    **{**_NEEDS, "opt": _NEEDS["opt"] | ASKS},
    dependencies={"wanted": Provide(asked_filter, sync_to_thread=False)},
    sync_to_thread=True,
)
def listen(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[SkipValidation[AlertFilter]],
    cursors: NamedDependency[SkipValidation[Cursors]],
    by: By,
    pages: Rendered,
    container: UseCases,
    after: Place,
    since: Place,
    shown: Shown = None,
) -> Response[bytes]:
    """Tells what has come after a position of those that fit, and how those stand now that are shown."""
    question = _question(request, pairs_of(wanted))
    position, begun = cursors.changes(after, question), cursors.changes(since, question)
    found = news(container.reading(by.reach), wanted, position, since=begun, by=by)
    visible = frozenset(shown or ())
    part = NewsPart(
        rows=_changed(container, position, visible, by),
        added=tuple(one.listing.alert.id for one in found.items if one.is_new and one.listing.alert.id not in visible),
        after=cursors.of_changes(found.position, question),
        more=found.more,
    )
    return pages.answer(request, "incidents/news.html", part)


def _changed(
    container: Container, after: ChangesPosition, visible: frozenset[UUID], by: Principal
) -> tuple[AlertListing, ...]:
    """Returns those shown that changed, whether they fit any more or not: nothing leaves a list that is being read."""
    changes = read_alert_changes(container.reading(by.reach), after, LARGEST_PAGE, by=by)
    return tuple(one for one in changes.items if one.alert.id in visible)


def _question(request: Request[Any, Any, Any], pairs: Pairs) -> bytes:
    return digest_of_question(("news of the queue", pairs), reach=calling(request).reach)


HANDLERS: list[HTTPRouteHandler] = [listen]
