"""The Graylog of network devices is asked as the other one is, and is a connector of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.graylog_api.client import GraylogClient
from adapters.connector_kit.opening import ClientsByKind
from adapters.connectors.graylog_network import KIND
from adapters.connectors.graylog_network.simulator import INDEX, INPUTS, STREAMS, NetworkGraylogSimulator
from socdomain.connectors.capabilities import EventQuery
from socdomain.connectors.kind import Setup
from socdomain.ids import ConnectorId

NOW = datetime(2026, 8, 20, 8, tzinfo=UTC)


def test_it_holds_what_network_devices_say() -> None:
    with NetworkGraylogSimulator(NOW, version="7.2") as simulator:
        opens = ClientsByKind(lambda: {KIND.name: KIND}, AddressRules(allows_loopback=True))
        with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, simulator.values)) as client:
            assert isinstance(client, GraylogClient)
            assert {one.id for one in client.streams()} == {one.id for one in STREAMS}
            assert {one.id for one in client.inputs()} == {one.id for one in INPUTS}
            query = EventQuery(("gl-events*",), NOW - timedelta(hours=2), NOW)
            events = list(client.search_events(query))
            origins = [one.source["origin_context"].rpartition(":")[2] for one in events]
            fetched = [client.fetch_document(INDEX, origin) for origin in origins]

    assert [one.source["src_ip"] for one in fetched if one] == ["10.20.4.20", "192.0.2.140"]
