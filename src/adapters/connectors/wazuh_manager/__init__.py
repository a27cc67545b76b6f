"""Wazuh's manager: agents and rules."""

from __future__ import annotations

from typing import Final

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.http_fields import TLS_FIELDS, url_field
from adapters.connector_kit.kind import Kind
from adapters.connectors.wazuh_manager.client import WazuhManagerClient
from adapters.connectors.wazuh_manager.session import Session
from adapters.connectors.wazuh_manager.simulator import WazuhManagerSimulator
from socdomain.connectors.capabilities import ListsAgents, ListsRules
from socdomain.connectors.catalogue import AskedField

_FIELDS: Final = (
    url_field("Where the manager's API listens, such as https://wazuh.example.org:55000."),
    AskedField("username", "User", help="A user of the manager's API, not of the dashboard."),
    AskedField("password", "Password", is_secret=True, help="That user's."),
    *TLS_FIELDS,
)


def _build(kit: ClientKit) -> WazuhManagerClient:
    return WazuhManagerClient(Session(kit.http(), kit.values["username"], kit.values["password"]))


KIND: Final = Kind(
    name="wazuh_manager",
    title="Wazuh manager",
    fields=_FIELDS,
    capabilities=(ListsAgents, ListsRules),
    build=_build,
    simulator=WazuhManagerSimulator,
    package=__name__,
)
