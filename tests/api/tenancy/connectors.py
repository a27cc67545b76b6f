"""A connector, which is the platform's and nobody's."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from socdomain.ids import ConnectorId
from tests.api.driving import Api
from tests.builders import EVERYONE, a_connector, a_principal

CONNECTOR: Final = "0192d1a1-0b5e-7000-8000-0000000c0ec7"


def make_connector(api: Api) -> None:
    """Adds the connector, with more than a page of one in its history; where it is there it stays."""
    connector_id = ConnectorId(UUID(CONNECTOR))
    with api.container.work(EVERYONE) as work:
        if work.connectors.get(connector_id) is None:
            work.connectors.add(a_connector("The walked one", id=connector_id, secrets={}))
            work.commit()
    for _ in range(2):
        api.container.connectors.verify.execute(connector_id, by=a_principal())
