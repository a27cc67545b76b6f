"""Wazuh's indexer, and any other OpenSearch: documents, marks in them, indices and their fields."""

from __future__ import annotations

from contextlib import closing
from typing import Final

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.credentials import basic
from adapters.connector_kit.http_fields import TLS_FIELDS, url_field
from adapters.connector_kit.kind import Kind
from adapters.connectors.wazuh_indexer.client import WazuhIndexerClient
from adapters.connectors.wazuh_indexer.points_in_time import PointsInTime
from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
from socdomain.connectors.capabilities import (
    FetchesDocuments,
    ListsIndices,
    MarksDocuments,
    SearchesEvents,
)
from socdomain.connectors.catalogue import AskedField
from socdomain.connectors.keeps_events import FetchesManyDocuments, KeepsEvents

_FIELDS: Final = (
    url_field("Of the indexer's API, not of the dashboard; such as https://indexer.example.org:9200."),
    AskedField("username", "User", help="An internal user of the indexer with the rights of the guide."),
    AskedField("password", "Password", is_secret=True),
    *TLS_FIELDS,
)


def _build(kit: ClientKit) -> WazuhIndexerClient:
    http = kit.http(basic(kit.values["username"], kit.values["password"]))
    # Whoever leaves the block with a search half read leaves no point in time behind.
    return WazuhIndexerClient(http, kit.until_end(closing(PointsInTime(http))))


KIND: Final = Kind(
    name="wazuh_indexer",
    title="Wazuh indexer",
    fields=_FIELDS,
    capabilities=(
        SearchesEvents,
        FetchesDocuments,
        FetchesManyDocuments,
        MarksDocuments,
        KeepsEvents,
        ListsIndices,
    ),
    build=_build,
    simulator=WazuhIndexerSimulator,
    package=__name__,
)
