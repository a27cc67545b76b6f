"""``/api/connectors``: which there are, what they are given, and what has happened to them."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.di import Provide
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import UnsetType

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.connectors.bodies import ConnectorBody, ConnectorPatch
from entrypoints.api.connectors.shapes import (
    ConnectorList,
    ConnectorOut,
    HistoryPage,
    KindList,
    history_out,
    kind_out,
)
from entrypoints.api.connectors.showing import answer, answer_new, presented, shown
from entrypoints.api.etags import expected_versions, matching, presenting
from entrypoints.api.paging import page_asked
from entrypoints.api.problem_docs import CHANGES_VERSION, TAKES_BODY, refusals
from entrypoints.api.wired import By, Expected, Paged, UseCases
from entrypoints.container import Container
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import Connector, ConnectorTakenError, SecretsWantedError
from socdomain.connectors.connector_changes import require_connectors
from socdomain.connectors.queries import get_connector, list_connectors, list_history
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import ConnectorId
from socdomain.principal import Principal, Scope
from socdomain.unset import UNSET


@get("/", summary="List connectors", **needs(Scope.CONNECTORS_READ), responses=refusals(), sync_to_thread=True)
def list_all(by: By, container: UseCases) -> ConnectorList:
    """Lists all connectors; for callers who see every customer."""
    found = list_connectors(container.reading(by.reach), by=by)
    return ConnectorList(shown(container, found, by))


@get(
    "/kinds",
    summary="List kinds of connectors",
    **needs(Scope.CONNECTORS_READ),
    responses=refusals(),
    sync_to_thread=True,
)
def list_kinds(by: By, container: UseCases) -> KindList:
    """Lists what can be connected, what it asks for, and how to get that."""
    require_connectors(by, Scope.CONNECTORS_READ)
    return KindList(list(map(kind_out, container.connectors.kinds.all())))


@get(
    "/{connector_id:uuid}",
    summary="Show a connector",
    **needs(Scope.CONNECTORS_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(connector_id: FromPath[UUID], by: By, container: UseCases) -> Response[ConnectorOut]:
    """Shows a connector."""
    found = get_connector(container.reading(by.reach), ConnectorId(connector_id), by=by)
    return answer(container, found, by)


@post(
    "/",
    summary="Add a connector",
    **needs(Scope.CONNECTORS_WRITE),
    dto=JsonBody[ConnectorBody],
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses=refusals(NotFoundError, ConnectorTakenError, ConcurrentChangeError, *TAKES_BODY),
    sync_to_thread=True,
)
def add(data: JSONBody[ConnectorBody], by: By, container: UseCases) -> Response[ConnectorOut]:
    """Adds a connector; it is tried when somebody asks for that, and every hour."""
    wanted = NewConnector(
        data.kind, data.name, data.values, data.customer, data.enabled, org_customers=data.org_customers
    )
    return answer_new(container, settled(container.connectors.add.execute, wanted, by=by), by)


@patch(
    "/{connector_id:uuid}",
    summary="Change a connector",
    **needs(Scope.CONNECTORS_WRITE),
    dto=JsonBody[ConnectorPatch],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ConnectorTakenError, SecretsWantedError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def change(
    connector_id: FromPath[UUID], data: JSONBody[ConnectorPatch], versions: Expected, by: By, container: UseCases
) -> Response[ConnectorOut]:
    """Changes a connector. Whoever changes where it leads has to send its secrets again."""
    wanted = ConnectorChange(
        name=UNSET if isinstance(data.name, UnsetType) else data.name,
        values=data.values,
        customer=UNSET if isinstance(data.customer, UnsetType) else data.customer,
        org_customers=UNSET if isinstance(data.org_customers, UnsetType) else data.org_customers,
    )

    def change_as(version: int) -> Connector:
        use_case = container.connectors.change
        return settled(use_case.execute, ConnectorId(connector_id), wanted, expected_version=version, by=by)

    with presenting(presented(container, by)):
        return answer(container, matching(versions, change_as), by)


@delete(
    "/{connector_id:uuid}",
    summary="Delete a connector",
    **needs(Scope.CONNECTORS_WRITE),
    status_code=HTTP_204_NO_CONTENT,
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def remove(connector_id: FromPath[UUID], by: By, container: UseCases) -> None:
    """Deletes a connector with its secrets and its history; the audit log keeps that it was there."""
    settled(container.connectors.remove.execute, ConnectorId(connector_id), by=by)


@post(
    "/{connector_id:uuid}/enable",
    summary="Enable a connector",
    **needs(Scope.CONNECTORS_WRITE),
    status_code=HTTP_200_OK,
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def enable(connector_id: FromPath[UUID], by: By, container: UseCases) -> Response[ConnectorOut]:
    """Has a connector be used."""
    return _switched(connector_id, container, by, is_enabled=True)


@post(
    "/{connector_id:uuid}/disable",
    summary="Disable a connector",
    **needs(Scope.CONNECTORS_WRITE),
    status_code=HTTP_200_OK,
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def disable(connector_id: FromPath[UUID], by: By, container: UseCases) -> Response[ConnectorOut]:
    """Has a connector not be used; it can still be tried."""
    return _switched(connector_id, container, by, is_enabled=False)


@post(
    "/{connector_id:uuid}/default",
    summary="Make a connector the default one of its kind",
    **needs(Scope.CONNECTORS_WRITE),
    status_code=HTTP_200_OK,
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def make_default(connector_id: FromPath[UUID], by: By, container: UseCases) -> Response[ConnectorOut]:
    """Has a connector be the one that is meant where its kind is, in place of whichever was."""
    preferred = settled(container.connectors.make_default.execute, ConnectorId(connector_id), by=by)
    return answer(container, preferred, by)


@get(
    "/{connector_id:uuid}/history",
    summary="List what has happened to a connector",
    **needs(Scope.CONNECTORS_READ),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def history(connector_id: FromPath[UUID], page: Paged, by: By, container: UseCases) -> HistoryPage:
    """Lists who changed what, and what was found each time that it was tried, the latest first."""
    found = list_history(container.reading(by.reach), ConnectorId(connector_id), page.request, by=by)
    return HistoryPage(list(map(history_out, found.items)), page.cursor_after(found))


def _switched(connector_id: UUID, container: Container, by: Principal, *, is_enabled: bool) -> Response[ConnectorOut]:
    use_case = container.connectors.switch
    switched = settled(use_case.execute, ConnectorId(connector_id), is_enabled=is_enabled, by=by)
    return answer(container, switched, by)
