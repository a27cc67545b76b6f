"""A stand-in for the Graylog that takes the logs of a small company's firewalls, switches and resolvers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from adapters.connector_kit.graylog_api.simulated_log import (
    DEFAULT_STREAM,
    EVENTS_STREAM,
    SimulatedDefinition,
    SimulatedInput,
    SimulatedLog,
    SimulatedStream,
    event,
    message,
)
from adapters.connector_kit.graylog_api.simulator import GraylogSimulator

INDEX: Final = "network_12"

STREAMS: Final = (
    SimulatedStream(DEFAULT_STREAM, "Default Stream", "Contains messages that are not explicitly routed to streams"),
    SimulatedStream(EVENTS_STREAM, "All events", "Stream containing all events created by Graylog"),
    SimulatedStream("66c2f2a0c3d4e5f607180001", "Firewalls", "Traffic and threats of both sites"),
    SimulatedStream("66c2f2a0c3d4e5f607180002", "VPN", "Sessions of people who work from elsewhere"),
    SimulatedStream("66c2f2a0c3d4e5f607180003", "DNS", "Queries of the resolvers"),
)
INPUTS: Final = (
    SimulatedInput(
        "66c2f300c3d4e5f607180011",
        "Syslog of firewalls",
        "org.graylog2.inputs.syslog.udp.SyslogUDPInput",
        "Syslog UDP",
        {"bind_address": "10.30.0.5", "port": 1514},
    ),
    SimulatedInput(
        "66c2f300c3d4e5f607180012",
        "Syslog of switches",
        "org.graylog2.inputs.syslog.udp.SyslogUDPInput",
        "Syslog UDP",
        {"bind_address": "10.30.0.5", "port": 1515},
    ),
)
BLOCKED_OUTBOUND: Final = SimulatedDefinition(
    "66c2f400c3d4e5f607180021", "Outbound connection to a known bad address", "By the firewall's list", 3
)
FAR_AWAY: Final = SimulatedDefinition("66c2f400c3d4e5f607180022", "VPN session from a new country", "", 2)


def network_log(now: datetime) -> SimulatedLog:
    """Returns what such a Graylog holds of the two hours before a moment, aware UTC."""
    start = now - timedelta(hours=2)
    denied = [
        message(
            INDEX,
            number,
            start + timedelta(minutes=4 * number),
            "fw-site-a",
            f"Denied TCP 10.20.4.{17 + number} -> 198.51.100.23:4444",
            action="deny",
            src_ip=f"10.20.4.{17 + number}",
            dst_ip="198.51.100.23",
            dst_port=4444,
            level=4,
        )
        for number in range(8)
    ]
    session = message(
        INDEX,
        100,
        start + timedelta(minutes=75),
        "vpn-gw-1",
        "SSL VPN tunnel up for m.keller from 192.0.2.140",
        user="m.keller",
        src_ip="192.0.2.140",
        country="BR",
        level=5,
    )
    events = [
        event(1, BLOCKED_OUTBOUND, denied[3], denied[3].at, CUSTOMER_CODE="acme", src_ip="10.20.4.20"),
        event(2, FAR_AWAY, session, session.at, CUSTOMER_CODE="acme", user="m.keller"),
    ]
    return SimulatedLog(STREAMS, INPUTS, (BLOCKED_OUTBOUND, FAR_AWAY), (*denied, session, *events))


class NetworkGraylogSimulator(GraylogSimulator):
    """A stand-in for such a Graylog.

    Args:
        now: The moment before which its messages are, aware UTC; None for the present one.
        given: What every simulator of Graylog is given.
    """

    def __init__(self, now: datetime | None = None, **given: Any) -> None:
        super().__init__(network_log((now or datetime.now(UTC)).replace(microsecond=0)), **given)
