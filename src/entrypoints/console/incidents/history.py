"""What was done to an alert, all of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import address, next_address
from entrypoints.console.incidents.alert_page import Deed, deed
from entrypoints.console.incidents.queue_address import BELOW
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered
from socdomain.ids import AlertId
from socdomain.incidents.queries import get_alert, list_alert_history
from socdomain.incidents.views import AlertDetail
from socdomain.principal import Scope


@frozen
class HistoryPage:
    """A page of what was done to an alert.

    Attributes:
        detail: The alert.
        history: Who did what, the latest first.
        next: Where it goes on; None where it ends.
        first: Where it begins; empty at its beginning.
    """

    detail: AlertDetail
    history: tuple[Deed, ...]
    next: str | None
    first: str


@get("/{alert_id:uuid}/history", **needs(Scope.ALERTS_READ), dependencies=PAGED, sync_to_thread=True)
def show(
    request: Request[Any, Any, Any], alert_id: FromPath[UUID], page: Paged, by: By, pages: Rendered, container: UseCases
) -> Response[bytes]:
    """Shows all that was done to an alert."""
    detail = get_alert(container.reading(by.reach), AlertId(alert_id), by=by)
    found = list_alert_history(container.reading(by.reach), AlertId(alert_id), page.request, by=by)
    first = address(f"{BELOW}/{alert_id}/history") if page.request.after else ""
    model = HistoryPage(detail, tuple(map(deed, found.items)), next_address(request, page.cursor_after(found)), first)
    return pages.answer(request, "incidents/history.html", model)


HANDLERS: list[HTTPRouteHandler] = [show]
