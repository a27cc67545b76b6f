"""Saved views: keeping what the queue is asked for, sharing it, and managing what is kept."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import evolve, frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done, address
from entrypoints.console.catalog import TEXT
from entrypoints.console.customer_codes import customer_codes
from entrypoints.console.faults import NO_FAULTS, Faults, changed_meanwhile, faults_of, no_such_customer
from entrypoints.console.forms import sends
from entrypoints.console.incidents.queue_address import BELOW as QUEUE
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.errors import InvalidInputError, NotFoundError, StaleVersionError, WatchfloorError
from socdomain.ids import ViewId
from socdomain.principal import Principal, Scope
from socdomain.views.change_view import ViewChange
from socdomain.views.queries import ViewListing, list_views
from socdomain.views.save_view import NewView
from socdomain.views.share_view import Sharing
from socdomain.views.view import EnoughViewsError, ViewTakenError

BELOW: Final = "/views"


@frozen
class SaveForm:
    """A view to keep: its name, and what the queue is asked for."""

    name: str = ""
    query: str = ""


@frozen
class RenameForm:
    """A view's new name, and the version that was looked at."""

    version: int
    name: str = ""


@frozen
class ShareForm:
    """With whom a view is shared: a customer's people, or none for those who see everyone."""

    customer: str | None = None


@frozen
class ViewsPage:
    """The views that somebody sees.

    Attributes:
        own: Their own.
        shared: Those that are shared with them.
        customers: Codes of customers that are offered to share with; any other can be written as well.
        sees_everyone: Whether they can share with those who see everyone.
        told: What was done before.
        faults: What is wrong with a form that was refused: ``save``, or ``rename-`` or ``share-`` and a view.
    """

    own: tuple[ViewListing, ...]
    shared: tuple[ViewListing, ...]
    customers: tuple[str, ...]
    sees_everyone: bool
    told: str
    faults: Faults = NO_FAULTS


@get("/", **needs(Scope.ALERTS_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any], by: By, pages: Rendered, container: UseCases, done: Done = None
) -> Response[bytes]:
    """Shows the views that the reader sees."""
    return pages.answer(request, "views/page.html", _page(container, by, TEXT.views.done.get(done or "", "")))


@post("/", **needs(Scope.ALERTS_READ), dependencies=sends(SaveForm), sync_to_thread=True)
def save(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[SaveForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Keeps what the queue is asked for under a name, and goes on there."""
    try:
        view = settled(container.views.save.execute, NewView(sent.name, sent.query), by=by)
    except (InvalidInputError, ViewTakenError, EnoughViewsError) as error:
        faults = _name_faults(error).typed_into("save", {"name": sent.name, "query": sent.query})
        return _again(request, pages, _page(container, by), faults)
    return see(f"{address(QUEUE)}?{view.query}{'&' if view.query else ''}done=view")


@post("/{view_id:uuid}", **needs(Scope.ALERTS_READ), dependencies=sends(RenameForm), sync_to_thread=True)
def rename(
    request: Request[Any, Any, Any],
    view_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[RenameForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Gives a view another name."""
    form, typed = f"rename-{view_id}", {"version": str(sent.version), "name": sent.name}
    try:
        settled(
            container.views.change.execute,
            ViewId(view_id),
            ViewChange(name=sent.name),
            expected_version=sent.version,
            by=by,
        )
    except (InvalidInputError, ViewTakenError) as error:
        return _again(request, pages, _page(container, by), _name_faults(error).typed_into(form, typed))
    except StaleVersionError:
        page = _page(container, by)
        now = tuple((TEXT.views.name, one.view.name) for one in (*page.own, *page.shared) if one.view.id == view_id)
        return _again(request, pages, page, changed_meanwhile(now).typed_into(form, typed))
    return see(address(BELOW, [("done", "renamed")]))


@post("/{view_id:uuid}/share", **needs(Scope.ALERTS_WRITE), dependencies=sends(ShareForm), sync_to_thread=True)
def share(
    request: Request[Any, Any, Any],
    view_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[ShareForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Shares a copy of a view."""
    try:
        settled(container.views.share.execute, ViewId(view_id), Sharing(sent.customer), by=by)
    except (InvalidInputError, ViewTakenError, EnoughViewsError, NotFoundError) as error:
        faults = _sharing_faults(error).typed_into(f"share-{view_id}", {"customer": sent.customer or ""})
        return _again(request, pages, _page(container, by), faults)
    return see(address(BELOW, [("done", "shared")]))


@post("/{view_id:uuid}/remove", **needs(Scope.ALERTS_READ), sync_to_thread=True)
def remove(view_id: FromPath[UUID], by: By, container: UseCases) -> Response[Any]:
    """Removes a view."""
    settled(container.views.remove.execute, ViewId(view_id), by=by)
    return see(address(BELOW, [("done", "removed")]))


def _page(container: Container, by: Principal, told: str = "") -> ViewsPage:
    found = list_views(container.reading(by.reach), by=by)
    return ViewsPage(
        own=tuple(one for one in found if not one.view.is_shared),
        shared=tuple(one for one in found if one.view.is_shared),
        customers=customer_codes(container, by),
        sees_everyone=by.reach.is_everyone,
        told=told,
    )


def _name_faults(error: WatchfloorError) -> Faults:
    faults = faults_of(error)
    return evolve(faults, by_field={"name": str(error)}) if isinstance(error, ViewTakenError) else faults


def _sharing_faults(error: WatchfloorError) -> Faults:
    if isinstance(error, NotFoundError):
        return no_such_customer(error, "customer")
    faults = faults_of(error)
    # With whom is all that can be mended here, whatever of the view they may not have.
    return evolve(faults, by_field={"customer": error.reason}) if isinstance(error, InvalidInputError) else faults


def _again(request: Request[Any, Any, Any], pages: Rendered, page: ViewsPage, faults: Faults) -> Response[bytes]:
    return pages.answer(request, "views/page.html", evolve(page, faults=faults), status=faults.status)


HANDLERS: list[HTTPRouteHandler] = [show, save, rename, share, remove]
