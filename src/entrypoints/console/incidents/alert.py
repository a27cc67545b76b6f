"""One alert: what happened, and what analysts do about it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from attrs import evolve, frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import Done, address, next_address
from entrypoints.console.assignees import assignee_named, assignees
from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import Faults, changed_meanwhile, faults_of
from entrypoints.console.forms import sends
from entrypoints.console.guard import PATH
from entrypoints.console.incidents.alert_forms import ChangeForm, CommentForm, standing_of
from entrypoints.console.incidents.alert_page import AlertPage, ShownDocument, alert_page, shown_documents
from entrypoints.console.incidents.queue_address import BELOW
from entrypoints.console.lists import PAGED
from entrypoints.console.once_forms import once_of
from entrypoints.console.pages import Rendered, is_partial
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.errors import (
    FingerprintHeldError,
    InvalidInputError,
    NotFoundError,
    StaleVersionError,
    StatusChangeError,
    WatchfloorError,
)
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.queries import alert_activity, get_alert, list_alert_events, list_alert_history
from socdomain.incidents.views import AlertDetail
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Scope

_DOCUMENTS: Final = 3
_DEEDS: Final = 20
_LARGEST_FORM_BYTES: Final = 256 * 1024


@frozen
class EventsPage:
    """The events of an alert, a page of them."""

    detail: AlertDetail
    documents: tuple[ShownDocument, ...]
    next: str | None
    is_first: bool


@get("/{alert_id:uuid}", **needs(Scope.ALERTS_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    alert_id: FromPath[UUID],
    by: By,
    pages: Rendered,
    container: UseCases,
    done: Done = None,
) -> Response[bytes]:
    """Shows an alert: as a page, or beside the queue."""
    return _shown(request, _page(container, AlertId(alert_id), by, TEXT.alert.done.get(done or "", "")), pages)


@post(
    "/{alert_id:uuid}",
    **needs(Scope.ALERTS_WRITE),
    dependencies=sends(ChangeForm),
    request_max_body_size=_LARGEST_FORM_BYTES,
    sync_to_thread=True,
)
def change(
    request: Request[Any, Any, Any],
    alert_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[ChangeForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Changes an alert, and shows it as it is then."""
    key = AlertId(alert_id)
    try:
        change = sent.change(by, _assignee(container, key, sent, by))
        settled(container.change_alert.execute, key, change, expected_version=sent.version, by=by)
    except (InvalidInputError, StatusChangeError, FingerprintHeldError, StaleVersionError, NotFoundError) as error:
        if isinstance(error, NotFoundError) and error.key == str(alert_id):
            raise
        page = _page(container, key, by)
        faults = _faults(error, sent.form, page.detail.alert).typed_into(sent.form, sent.typed)
        return _shown(request, evolve(page, faults=faults), pages)
    return see(address(f"{BELOW}/{alert_id}", [("done", "changed")]))


@post(
    "/{alert_id:uuid}/comments",
    **needs(Scope.ALERTS_WRITE),
    dependencies=sends(CommentForm),
    request_max_body_size=_LARGEST_FORM_BYTES,
    sync_to_thread=True,
)
def comment(
    request: Request[Any, Any, Any],
    alert_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[CommentForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Adds a comment."""
    try:
        once = once_of(sent.once, sent, by)
        settled(container.comment_on_alert.execute, AlertId(alert_id), sent.text, by=by, once=once)
    except InvalidInputError as error:
        faults = faults_of(error).typed_into("comment", {"text": sent.text})
        return _shown(request, evolve(_page(container, AlertId(alert_id), by), faults=faults), pages)
    return see(address(f"{BELOW}/{alert_id}", [("done", "commented")]))


@get("/{alert_id:uuid}/events", **needs(Scope.ALERTS_READ), dependencies=PAGED, sync_to_thread=True)
def list_events(
    request: Request[Any, Any, Any],
    alert_id: FromPath[UUID],
    page: Paged,
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[bytes]:
    """Shows the events of an alert, each with its document."""
    detail = get_alert(container.reading(by.reach), AlertId(alert_id), by=by)
    found = list_alert_events(container.reading(by.reach), AlertId(alert_id), page.request, by=by)
    model = EventsPage(
        detail,
        shown_documents(found.items),
        next_address(request, page.cursor_after(found)),
        is_first="cursor" not in request.query_params,
    )
    return pages.answer(request, "incidents/events.html", model)


def _assignee(container: Container, alert_id: AlertId, sent: ChangeForm, by: Principal) -> str | None:
    if sent.assignee is None or sent.take or sent.release:
        return None
    alert = get_alert(container.reading(by.reach), alert_id, by=by).alert
    return assignee_named(container, sent.assignee, [alert.customer_id], Scope.ALERTS_WRITE, by, alert.assignee)


def _faults(error: WatchfloorError, form: str, alert: Alert) -> Faults:
    if isinstance(error, StaleVersionError):
        return changed_meanwhile(standing_of(form, alert))
    # The alert itself is there: it is another one that it should repeat.
    return faults_of(InvalidInputError("duplicate_of", str(error)) if isinstance(error, NotFoundError) else error)


def _page(container: Container, alert_id: AlertId, by: Principal, told: str = "") -> AlertPage:
    reading = container.reading
    detail = get_alert(reading(by.reach), alert_id, by=by)
    events = list_alert_events(reading(by.reach), alert_id, PageRequest(_DOCUMENTS), by=by).items
    history = list_alert_history(reading(by.reach), alert_id, PageRequest(_DEEDS), by=by)
    activity = alert_activity(reading(by.reach), alert_id, by=by)
    looked_at = settled(container.note_look.execute, alert_id, by=by)
    people = assignees(container, [detail.alert.customer_id], Scope.ALERTS_WRITE, by)
    page = alert_page(detail, events, history, activity, reader=by.name, looked_at=looked_at)
    return evolve(page, people=people, told=told)


def _shown(request: Request[Any, Any, Any], page: AlertPage, pages: Rendered) -> Response[bytes]:
    template = "incidents/alert.html"
    if is_partial(request):
        # On its own page an alert stays what it is there, and beside the queue it can be closed.
        here = urlsplit(request.headers.get("hx-current-url", "")).path
        is_own_page = here == f"{PATH}{BELOW}/{page.detail.alert.id}"
        template = "incidents/alert_part.html" if is_own_page else "incidents/alert_panel.html"
    return pages.answer(request, template, page, status=page.faults.status)


HANDLERS: list[HTTPRouteHandler] = [show, change, comment, list_events]
