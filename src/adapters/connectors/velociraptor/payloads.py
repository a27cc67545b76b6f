"""Rows that Velociraptor answers with, as far as they are used (0.6.6 and later)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, Final, TypeVar

from attrs import field, frozen

from adapters.connector_kit.payloads import called
from adapters.connectors.velociraptor.ids import OrgId, artifact_name, client_id, org_id
from socdomain.connectors.artifact_definition import ArtifactDefinition, ArtifactParameter
from socdomain.connectors.capabilities import AgentSeen, Named
from socdomain.connectors.verification import ConnectorAnswerError

T = TypeVar("T")

_FAMILIES: Final = {"windows": "windows", "linux": "linux", "darwin": "macos"}
_MICROSECONDS: Final = 1_000_000


@frozen
class Info:
    """``info()``: the machine that the server runs on."""

    hostname: str = field(metadata=called("Hostname"))


@frozen
class Version:
    """The server's version; null where its settings do not say."""

    version: str = field(default="", metadata=called("Version"))


@frozen
class Org:
    """A row of ``orgs()``."""

    id: str = field(metadata=called("OrgId"))
    name: str = field(default="", metadata=called("Name"))

    def typed_id(self) -> OrgId:
        """Returns its identifier."""
        return _fit(org_id, self.id)

    def named(self) -> Named:
        """Returns it as the domain has it."""
        known = self.typed_id()
        return Named(known, self.name or known)


@frozen
class OsInfo:
    """What a client said of its system."""

    system: str = ""
    release: str = ""
    hostname: str = ""
    fqdn: str = ""


@frozen
class AgentInformation:
    """What a client said of its agent."""

    version: str = ""


@frozen
class Client:
    """A row of ``clients()``; ``last_seen_at`` is in microseconds since 1970, a number or its digits, 0 for never."""

    id: str = field(metadata=called("client_id"))
    os: OsInfo = field(factory=OsInfo, metadata=called("os_info"))
    agent: AgentInformation = field(factory=AgentInformation, metadata=called("agent_information"))
    last_seen_at: Any = 0
    last_ip: str = ""
    labels: tuple[str, ...] = ()

    def seen(self, org: OrgId) -> AgentSeen:
        """Returns it as the domain has it, as one of an organisation."""
        last_seen = _moment(self.last_seen_at)
        return AgentSeen(
            vendor_id=_fit(client_id, self.id),
            hostname=self.os.hostname or self.os.fqdn,
            os=self.os.release or self.os.system,
            os_family=_FAMILIES.get(self.os.system.lower(), ""),
            address=_address(self.last_ip),
            version=self.agent.version,
            status="never_connected" if last_seen is None else "",
            last_seen=last_seen,
            groups=self.labels,
            org=org,
        )


@frozen
class Parameter:
    """A parameter of an artifact."""

    name: str
    type: str = ""
    default: str = ""
    description: str = ""


@frozen
class Artifact:
    """A row of ``artifact_definitions()``; a type that is left out means ``client``."""

    name: str
    description: str = ""
    type: str = ""
    built_in: bool | None = None
    parameters: tuple[Parameter, ...] = ()

    def definition(self) -> ArtifactDefinition:
        """Returns it as the domain has it."""
        return ArtifactDefinition(
            name=_fit(artifact_name, self.name),
            type=self.type.lower() or "client",
            description=self.description.strip(),
            is_built_in=self.built_in,
            parameters=tuple(
                ArtifactParameter(one.name, one.type, one.default, one.description) for one in self.parameters
            ),
        )


def _fit(check: Callable[[str], T], text: str) -> T:
    try:
        return check(text)
    except ValueError as error:
        raise ConnectorAnswerError(f"It answers with what it does not use itself: {error}.") from None


def _moment(microseconds: Any) -> datetime | None:
    # Protobuf's own JSON has digits for numbers of 64 bits.
    try:
        seconds = int(str(microseconds)) / _MICROSECONDS
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (OverflowError, ValueError, OSError):
        raise ConnectorAnswerError("It answers with a time that is none.") from None


def _address(text: str) -> str:
    """Returns the address of ``10.0.0.7:51842`` or ``[2001:db8::7]:51842``; empty for anything else."""
    host = text.strip()
    for candidate in (host, host.rpartition(":")[0].strip("[]")):
        try:
            return str(ip_address(candidate))
        except ValueError:
            continue
    return ""
