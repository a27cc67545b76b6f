"""How the routes of connectors show them: with the titles of their kinds, and the codes of customers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from litestar import Response

from entrypoints.api.answers import created, versioned
from entrypoints.api.connectors.shapes import ConnectorOut, connector_out
from entrypoints.api.etags import Presented, etag_of, state_of
from entrypoints.container import Container
from socdomain.connectors.connector import Connector
from socdomain.ids import CustomerId
from socdomain.principal import Principal


def answer(container: Container, connector: Connector, by: Principal) -> Response[ConnectorOut]:
    """Returns the answer that shows a connector, with its version."""
    (one,) = shown(container, [connector], by)
    return versioned(one, connector.version, state_of(one))


def answer_new(container: Container, connector: Connector, by: Principal) -> Response[ConnectorOut]:
    """Returns the answer that shows a connector which was just added."""
    (one,) = shown(container, [connector], by)
    return created(one, f"/api/connectors/{connector.id}", connector.version, state_of(one))


def presented(container: Container, by: Principal) -> Callable[[Connector], Presented]:
    """Returns what shows a connector as it is to somebody who wanted to change an earlier version of it."""

    def present(connector: Connector) -> Presented:
        (one,) = shown(container, [connector], by)
        return Presented(one, etag_of(connector.version, state_of(one)))

    return present


def shown(container: Container, connectors: Iterable[Connector], by: Principal) -> list[ConnectorOut]:
    """Returns connectors as they are shown."""
    kinds = {kind.name: kind for kind in container.connectors.kinds.all()}
    codes = _customer_codes(container, connectors, by)
    return [connector_out(one, kinds.get(one.kind), codes) for one in connectors]


def _customer_codes(container: Container, connectors: Iterable[Connector], by: Principal) -> Mapping[CustomerId, str]:
    wanted = {one.customer_id for one in connectors if one.customer_id is not None}
    wanted |= {owner for one in connectors for owner in one.org_customers.values()}
    if not wanted:
        return {}
    with container.reading(by.reach) as work:
        found = work.customers.by_ids(wanted, reach=by.reach)
    return {customer_id: customer.code for customer_id, customer in found.items()}
