"""``/api/views``: filters of the queue with a name, one's own and shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from attrs import frozen
from litestar import Response, Router, delete, get, patch, post
from litestar.di import Provide
from litestar.params import BodyKwarg, FromPath, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER, Time, created, versioned
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.etags import Presented, etag_of, expected_versions, matching, presenting
from entrypoints.api.once import once_key
from entrypoints.api.problem_docs import CHANGES_VERSION, CREATES_ONCE, refusals
from entrypoints.api.wired import By, Expected, Once, UseCases
from entrypoints.container import Container
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import ViewId
from socdomain.principal import Principal, Scope
from socdomain.unset import UNSET
from socdomain.views.change_view import ViewChange
from socdomain.views.queries import ViewListing, get_view, list_views
from socdomain.views.save_view import NewView
from socdomain.views.share_view import Sharing
from socdomain.views.view import EnoughViewsError, View, ViewTakenError

Name = Annotated[str, BodyKwarg(description="What people call it; 1 to 80 characters that can be seen.")]
Query = Annotated[
    str,
    BodyKwarg(
        description="The filter of `GET /api/incident_management/alerts` as its query, such as "
        "`status=OPEN&severity=High`, without `limit` and `cursor`; at most 2,000 characters, empty for every alert."
    ),
]


class ViewOut(Struct):
    """A saved view."""

    id: UUID
    name: str
    query: Annotated[str, Meta(description="The filter that it stands for, in a canonical order.")]
    is_shared: Annotated[bool, Meta(description="Whether others see it; if not, it is the caller's own.")]
    customer: Annotated[
        str | None,
        Meta(description="Code of the customer whose people it is shared with; null for those who see everyone."),
    ]
    owner: Annotated[str, Meta(description="Login name of who made or shared it.")]
    is_mine: Annotated[bool, Meta(description="Whether that is the caller.")]
    may_change: Annotated[bool, Meta(description="Whether the caller may change and remove it.")]
    created_at: Time
    version: Annotated[int, Meta(description="Counts changes, from 1.")]


class ViewList(Struct):
    """All views that the caller sees: first their own, then the shared ones, each by name."""

    items: list[ViewOut]


@frozen
class ViewBody:
    """A view that the caller wants to keep."""

    name: Name
    query: Query


@frozen
class ViewPatch:
    """What to change; what is left out or null stays."""

    name: Annotated[str | None, BodyKwarg(description="1 to 80 characters that can be seen.")] = None
    query: Annotated[str | None, BodyKwarg(description="The whole filter.")] = None


@frozen
class ShareBody:
    """With whom a view is shared, and under which name."""

    customer: Annotated[
        str | None,
        BodyKwarg(description="Code of the customer whose people are to see it; null for those who see everyone."),
    ] = None
    name: Annotated[str | None, BodyKwarg(description="What it is called there; null for as it is.")] = None


def view_out(listing: ViewListing, by: Principal) -> ViewOut:
    """Returns a view as it is shown to somebody."""
    view = listing.view
    return ViewOut(
        id=view.id,
        name=view.name,
        query=view.query,
        is_shared=view.is_shared,
        customer=listing.customer_code,
        owner=view.owner_name,
        is_mine=view.owner_id == by.id,
        may_change=listing.may_change,
        created_at=view.created_at,
        version=view.version,
    )


def _shown(container: Container, view_id: UUID, by: Principal) -> ViewOut:
    return view_out(get_view(container.reading(by.reach), ViewId(view_id), by=by), by)


def _presented(container: Container, by: Principal) -> Callable[[View], Presented]:
    def present(view: View) -> Presented:
        found = _shown(container, view.id, by)
        return Presented(found, etag_of(found.version))

    return present


@get("/", summary="List views", **needs(Scope.ALERTS_READ), responses=refusals(), sync_to_thread=True)
def list_all(by: By, container: UseCases) -> ViewList:
    """Lists the caller's own views and those that are shared with them, each by name."""
    found = list_views(container.reading(by.reach), by=by)
    return ViewList([view_out(listing, by) for listing in found])


@post(
    "/",
    summary="Save a view",
    **needs(Scope.ALERTS_READ),
    dto=JsonBody[ViewBody],
    dependencies={"once": Provide(once_key)},
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses=refusals(NotFoundError, ViewTakenError, EnoughViewsError, *CREATES_ONCE),
    sync_to_thread=True,
)
def save(data: JSONBody[ViewBody], once: Once, by: By, container: UseCases) -> Response[ViewOut]:
    """Saves a view that the caller alone sees; for users, since keys have none."""
    view = settled(container.views.save.execute, NewView(data.name, data.query), by=by, once=once)
    return created(_shown(container, view.id, by), f"/api/views/{view.id}", view.version)


@get(
    "/{view_id:uuid}",
    summary="Show a view",
    **needs(Scope.ALERTS_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(view_id: FromPath[UUID], by: By, container: UseCases) -> Response[ViewOut]:
    """Shows a view of the caller's own, or one that is shared with them."""
    found = _shown(container, view_id, by)
    return versioned(found, found.version)


@patch(
    "/{view_id:uuid}",
    summary="Change a view",
    **needs(Scope.ALERTS_READ),
    dto=JsonBody[ViewPatch],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ViewTakenError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def change(
    view_id: FromPath[UUID], data: JSONBody[ViewPatch], versions: Expected, by: By, container: UseCases
) -> Response[ViewOut]:
    """Changes a view of the caller's own.

    A shared one takes `alerts:write`, and is changed by whoever shared it, or by somebody with `users:write`.
    """
    wanted = ViewChange(UNSET if data.name is None else data.name, UNSET if data.query is None else data.query)
    with presenting(_presented(container, by)):
        view = matching(
            versions,
            lambda version: settled(
                container.views.change.execute, ViewId(view_id), wanted, expected_version=version, by=by
            ),
        )
    return versioned(_shown(container, view.id, by), view.version)


@delete(
    "/{view_id:uuid}",
    summary="Remove a view",
    **needs(Scope.ALERTS_READ),
    status_code=HTTP_204_NO_CONTENT,
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def remove(view_id: FromPath[UUID], by: By, container: UseCases) -> None:
    """Removes a view, for whoever may change it."""
    settled(container.views.remove.execute, ViewId(view_id), by=by)


@post(
    "/{view_id:uuid}/share",
    summary="Share a view",
    **needs(Scope.ALERTS_WRITE),
    dto=JsonBody[ShareBody],
    dependencies={"once": Provide(once_key)},
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses=refusals(NotFoundError, ViewTakenError, EnoughViewsError, *CREATES_ONCE),
    sync_to_thread=True,
)
def share(
    view_id: FromPath[UUID], data: JSONBody[ShareBody], once: Once, by: By, container: UseCases
) -> Response[ViewOut]:
    """Shares a copy of a view with a customer's people, or with those who see everyone; the view itself stays."""
    wanted = Sharing(data.customer, data.name)
    view = settled(container.views.share.execute, ViewId(view_id), wanted, by=by, once=once)
    return created(_shown(container, view.id, by), f"/api/views/{view.id}", view.version)


ROUTER = Router("/api/views", route_handlers=[list_all, save, show, change, remove, share], tags=["views"])
