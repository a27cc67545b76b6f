"""Plain reads of connectors; for those who see every customer, whose data all come by them."""

from __future__ import annotations

from socdomain.connectors.connector import Connector
from socdomain.connectors.connector_changes import found_connector, require_connectors
from socdomain.connectors.history import Happening, HistoryEntry
from socdomain.connectors.ports import ConnectorsWork
from socdomain.ids import ConnectorId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope


def list_connectors(work: ConnectorsWork, *, by: Principal) -> tuple[Connector, ...]:
    """Returns every connector: by kind, the default one of it first, then by name."""
    require_connectors(by, Scope.CONNECTORS_READ)
    with work:
        return work.connectors.all()


def list_with_trials(
    work: ConnectorsWork, most: int, *, by: Principal
) -> tuple[tuple[Connector, tuple[HistoryEntry, ...]], ...]:
    """Returns every connector, ordered as in ``list_connectors``, with the last times that it was tried.

    Args:
        work: Where.
        most: So many of the last entries of each history are read, 1 to 200; those about trials are returned, the
            latest first.
        by: Who asks.
    """
    require_connectors(by, Scope.CONNECTORS_READ)
    with work:
        return tuple((one, _trials(work, one.id, most)) for one in work.connectors.all())


def list_trials(
    work: ConnectorsWork, connector_id: ConnectorId, most: int, *, by: Principal
) -> tuple[HistoryEntry, ...]:
    """Returns the last times that a connector was tried, the latest first; see ``list_with_trials``.

    Raises:
        NotFoundError: There is none of that identifier.
    """
    require_connectors(by, Scope.CONNECTORS_READ)
    with work:
        found_connector(work, connector_id)
        return _trials(work, connector_id, most)


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


def _trials(work: ConnectorsWork, connector_id: ConnectorId, most: int) -> tuple[HistoryEntry, ...]:
    found = work.connector_history.page(connector_id, PageRequest(most)).items
    return tuple(entry for entry in found if entry.happening is Happening.VERIFIED)
