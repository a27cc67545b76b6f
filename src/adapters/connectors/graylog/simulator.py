"""A stand-in for the Graylog of a small company's servers and workstations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from adapters.connector_kit.graylog_api.simulated_log import (
    DEFAULT_STREAM,
    EVENTS_STREAM,
    SimulatedDefinition,
    SimulatedDocument,
    SimulatedInput,
    SimulatedLog,
    SimulatedStream,
    event,
    message,
)
from adapters.connector_kit.graylog_api.simulator import GraylogSimulator

INDEX: Final = "graylog_3"

STREAMS: Final = (
    SimulatedStream(DEFAULT_STREAM, "Default Stream", "Contains messages that are not explicitly routed to streams"),
    SimulatedStream(EVENTS_STREAM, "All events", "Stream containing all events created by Graylog"),
    SimulatedStream("66b1f2a0c3d4e5f607180001", "Linux servers", "Auth and audit logs of the servers"),
    SimulatedStream("66b1f2a0c3d4e5f607180002", "Windows", "Security, System and Sysmon logs"),
    SimulatedStream("66b1f2a0c3d4e5f607180003", "Web servers", "Access logs of shop and intranet"),
    SimulatedStream("66b1f2a0c3d4e5f607180004", "Old mail gateway", "Until its logs are no longer kept", True),
)
INPUTS: Final = (
    SimulatedInput(
        "66b1f300c3d4e5f607180011",
        "Beats of workstations",
        "org.graylog.plugins.beats.Beats2Input",
        "Beats",
        {"bind_address": "0.0.0.0", "port": 5044, "tls_key_password": "not-to-be-shown"},  # noqa: S104  # sample data
    ),
    SimulatedInput(
        "66b1f300c3d4e5f607180012",
        "GELF of Wazuh",
        "org.graylog2.inputs.gelf.tcp.GELFTCPInput",
        "GELF TCP",
        {"bind_address": "10.20.0.5", "port": 12201},
    ),
    SimulatedInput(
        "66b1f300c3d4e5f607180013",
        "Syslog of servers",
        "org.graylog2.inputs.syslog.tcp.SyslogTCPInput",
        "Syslog TCP",
        {"bind_address": "10.20.0.5", "port": 6514},
    ),
)
GUESSING: Final = SimulatedDefinition(
    "66b1f400c3d4e5f607180021", "Many failed sign-ins by SSH", "Ten in five minutes from one address", 2
)
NEW_ADMIN: Final = SimulatedDefinition("66b1f400c3d4e5f607180022", "New local administrator", "Windows 4732", 3)
LOG_CLEARED: Final = SimulatedDefinition("66b1f400c3d4e5f607180023", "Audit log cleared", "Windows 1102", 3)
SCANNED: Final = SimulatedDefinition(
    "66b1f400c3d4e5f607180024", "Web server scanned", "Many answers of 404", 1, is_enabled=False
)


def hosts_log(now: datetime) -> SimulatedLog:
    """Returns what such a Graylog holds of the two hours before a moment, aware UTC."""
    start = now - timedelta(hours=2)
    guesses = [
        message(
            INDEX,
            number,
            start + timedelta(seconds=20 * number),
            "srv-web-01",
            f"sshd[2211]: Failed password for invalid user admin from 203.0.113.77 port {40_000 + number} ssh2",
            application_name="sshd",
            facility="auth",
            level=5,
            src_ip="203.0.113.77",
        )
        for number in range(12)
    ]
    windows = [
        _windows(100, start + timedelta(minutes=21), "ws-finance-04", 4720, "A user account was created."),
        _windows(
            101, start + timedelta(minutes=22), "ws-finance-04", 4732, "A member was added to a local group: helpdesk2."
        ),
        _windows(102, start + timedelta(minutes=58), "srv-dc-01", 1102, "The audit log was cleared."),
    ]
    pages = [
        message(
            INDEX,
            200 + number,
            start + timedelta(minutes=90, seconds=number),
            "srv-web-01",
            f'198.51.100.9 - - "GET /{name} HTTP/1.1" 404 153',
            application_name="nginx",
            http_response_code=404,
            level=6,
        )
        for number, name in enumerate((".env", "wp-login.php", "phpmyadmin/", ".git/config", "backup.zip"))
    ]
    events = [
        event(1, GUESSING, None, guesses[-1].at, CUSTOMER_CODE="acme", src_ip="203.0.113.77"),
        event(2, NEW_ADMIN, windows[1], windows[1].at, CUSTOMER_CODE="acme", host="ws-finance-04"),
        event(3, LOG_CLEARED, windows[2], windows[2].at, CUSTOMER_CODE="globex", host="srv-dc-01"),
    ]
    return SimulatedLog(
        STREAMS, INPUTS, (GUESSING, NEW_ADMIN, LOG_CLEARED, SCANNED), (*guesses, *windows, *pages, *events)
    )


class HostsGraylogSimulator(GraylogSimulator):
    """A stand-in for such a Graylog.

    Args:
        now: The moment before which its messages are, aware UTC; None for the present one.
        given: What every simulator of Graylog is given.
    """

    def __init__(self, now: datetime | None = None, **given: Any) -> None:
        super().__init__(hosts_log((now or datetime.now(UTC)).replace(microsecond=0)), **given)


def _windows(number: int, at: datetime, host: str, event_id: int, text: str) -> SimulatedDocument:
    return message(INDEX, number, at, host, text, winlogbeat_winlog_event_id=event_id, level=4)
