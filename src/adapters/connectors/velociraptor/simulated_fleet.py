"""The organisations, clients and artifacts of a Velociraptor that is none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from attrs import frozen

SEEN_AT: Final = datetime(2026, 11, 25, 22, 15, 30, tzinfo=UTC)
VERSION: Final = "0.74.5"
INFO: Final[dict[str, Any]] = {
    "Hostname": "velociraptor",
    "Uptime": 1_814_412,
    "OS": "linux",
    "Platform": "debian",
    "PlatformVersion": "13.2",
    "KernelVersion": "6.12.57",
    "Fqdn": "velociraptor.soc.example.org",
    "Architecture": "amd64",
    "IsAdmin": False,
}


@frozen
class SimulatedClient:
    """A client that the simulator has.

    Attributes:
        id: Its identifier.
        hostname: Name of its machine.
        system: ``windows``, ``linux`` or ``darwin``.
        release: Its operating system.
        org: Its organisation.
        address: Where it last came from, with the port.
        seen_at: When it last spoke, aware UTC; None for never.
        labels: Its labels.
    """

    id: str
    hostname: str
    system: str = "linux"
    release: str = "Debian 13"
    org: str = "root"
    address: str = "10.20.0.9:51842"
    seen_at: datetime | None = SEEN_AT
    labels: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Returns it as ``clients()`` does."""
        seen = 0 if self.seen_at is None else round(self.seen_at.timestamp() * 1_000_000)
        return {
            "client_id": self.id,
            "os_info": {
                "system": self.system,
                "hostname": self.hostname,
                "release": self.release,
                "machine": "x86_64",
                "fqdn": f"{self.hostname.lower()}.example.org",
            },
            "agent_information": {"version": VERSION, "name": "velociraptor", "build_time": "2025-08-20T04:54:35Z"},
            "last_seen_at": seen,
            "last_ip": "" if self.seen_at is None else self.address,
            "labels": list(self.labels),
        }


ORGS: Final = (("root", "<root>"), ("OACME", "Acme"), ("OGLBX", "Globex"))
ORG_CUSTOMERS: Final = {"OACME": "Acme", "OGLBX": "Globex"}
"""Codes of the customers that the other stand-ins speak of, by organisation."""

_WINDOWS_11: Final = "Microsoft Windows 11 Pro 23H2"
_SERVER_2022: Final = "Microsoft Windows Server 2022 Standard"
CLIENTS: Final = (
    SimulatedClient("C.0f3a9c1d5b7e2468", "velociraptor", labels=("soc",), address="127.0.0.1:40112"),
    SimulatedClient("C.1b5d7f9a3c2e4680", "soc-jump-1", release="Ubuntu 24.04", address="10.20.0.11:50120"),
    SimulatedClient("C.2c6e8a0b4d1f3579-OACME", "ACME-DC-01", "windows", _SERVER_2022, "OACME", "10.31.0.10:49771"),
    SimulatedClient("C.3d7f9b1c5e2a4680-OACME", "ACME-WS-014", "windows", _WINDOWS_11, "OACME", "10.31.4.14:50211"),
    SimulatedClient("C.4e8a0c2d6f3b5791-OACME", "acme-web-1", org="OACME", address="[2001:db8:31::21]:41000"),
    SimulatedClient("C.5f9b1d3e7a4c6802-OACME", "acme-mac-7", "darwin", "macOS 15.1", "OACME", labels=("finance",)),
    SimulatedClient("C.6a0c2e4f8b5d7913-OGLBX", "GLOBEX-DC-01", "windows", _SERVER_2022, "OGLBX", "10.42.0.10:49801"),
    SimulatedClient("C.7b1d3f5a9c6e8024-OGLBX", "GLBX-WS-101", "windows", _WINDOWS_11, "OGLBX", seen_at=None),
    SimulatedClient("C.8c2e4a6b0d7f9135-OGLBX", "glbx-db-1", release="Rocky Linux 9.5", org="OGLBX"),
)


def _parameter(name: str, kind: str, default: str, description: str) -> dict[str, str]:
    return {"name": name, "type": kind, "default": default, "description": description}


ARTIFACTS: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "Custom.Acme.Persistence",
        "description": "What starts by itself on Acme's machines.\n",
        "type": "CLIENT",
        "built_in": False,
        "parameters": None,
    },
    {"name": "Generic.Client.Info", "description": "About the agent and its machine.", "type": "", "built_in": True},
    {
        "name": "Linux.Sys.Crontab",
        "description": "Lines of crontabs.",
        "type": "client",
        "built_in": True,
        "parameters": [_parameter("cronTabGlob", "", "/etc/crontab,/etc/cron.d/**", "Where crontabs lie.")],
    },
    {
        "name": "Server.Monitor.Health",
        "description": "Load of the server.",
        "type": "SERVER_EVENT",
        "built_in": True,
        "parameters": [],
    },
    {
        "name": "Windows.EventLogs.Evtx",
        "description": "Entries of event logs.",
        "type": "CLIENT",
        "built_in": True,
        "parameters": [
            _parameter("EvtxGlob", "", "%SystemRoot%\\System32\\Winevt\\Logs\\*.evtx", "Where logs lie."),
            _parameter("StartDate", "timestamp", "", "The first moment that is of interest."),
            _parameter("IdRegex", "regex", ".", "Which identifiers."),
        ],
    },
    {
        "name": "Windows.System.Pslist",
        "description": "Processes that run.",
        "type": "CLIENT",
        "built_in": True,
        "parameters": [_parameter("ProcessRegex", "regex", ".", "Which processes.")],
    },
)
