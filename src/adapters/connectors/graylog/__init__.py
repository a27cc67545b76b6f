"""Graylog: streams, inputs, event definitions, events and messages."""

from __future__ import annotations

from typing import Final

from adapters.connector_kit.graylog_api.kind import graylog_kind
from adapters.connectors.graylog.simulator import HostsGraylogSimulator

KIND: Final = graylog_kind("graylog", "Graylog", __name__, HostsGraylogSimulator)
