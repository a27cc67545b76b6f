"""Graylog for network devices: the instance that takes the logs of firewalls, switches and resolvers."""

from __future__ import annotations

from typing import Final

from adapters.connector_kit.graylog_api.kind import graylog_kind
from adapters.connectors.graylog_network.simulator import NetworkGraylogSimulator

KIND: Final = graylog_kind("graylog_network", "Graylog for network devices", __name__, NetworkGraylogSimulator)
