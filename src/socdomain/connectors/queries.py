"""Plain reads of connectors; for those who see every customer, whose data all come by them."""

from __future__ import annotations

from socdomain.connectors.connector import Connector
from socdomain.connectors.connector_changes import found_connector, require_connectors
from socdomain.connectors.history import HistoryEntry
from socdomain.connectors.ports import ConnectorsWork
from socdomain.ids import ConnectorId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope


def list_connectors(work: ConnectorsWork, *, by: Principal) -> tuple[Connector, ...]:
    """Returns every connector: by kind, the default one of it first, then by name."""
    require_connectors(by, Scope.CONNECTORS_READ)
    with work:
        return work.connectors.all()


def get_connector(work: ConnectorsWork, connector_id: ConnectorId, *, by: Principal) -> Connector:
    """Returns a connector.

    Raises:
        NotFoundError: There is none of that identifier.
    """
    require_connectors(by, Scope.CONNECTORS_READ)
    with work:
        return found_connector(work, connector_id)


def list_history(
    work: ConnectorsWork, connector_id: ConnectorId, page: PageRequest, *, by: Principal
) -> Page[HistoryEntry]:
    """Returns a page of what has happened to a connector, the latest first.

    Raises:
        NotFoundError: There is none of that identifier.
    """
    require_connectors(by, Scope.CONNECTORS_READ)
    with work:
        found_connector(work, connector_id)
        return work.connector_history.page(connector_id, page)
