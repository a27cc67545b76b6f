"""What Grafana answers (HTTP API, 9.4 and later), as far as it is used."""

from __future__ import annotations

from attrs import field, frozen

from adapters.connector_kit.payloads import called
from socdomain.connectors.capabilities import Named


@frozen
class Health:
    """``GET /api/health``; the version is left out where an operator hides it."""

    version: str = ""


@frozen
class Organisation:
    """``GET /api/org``."""

    id: int
    name: str

    def named(self) -> Named:
        """Returns it as the domain has it."""
        return Named(str(self.id), self.name)


@frozen
class OrganisationOfUser:
    """An entry of ``GET /api/user/orgs``."""

    id: int = field(metadata=called("orgId"))
    name: str
    role: str = ""

    def named(self) -> Named:
        """Returns it as the domain has it."""
        return Named(str(self.id), self.name, {"role": self.role})


@frozen
class Hit:
    """An entry of ``GET /api/search``."""

    uid: str
    title: str
    url: str = ""
    folder: str = field(default="", metadata=called("folderTitle"))
    tags: tuple[str, ...] = ()

    def named(self) -> Named:
        """Returns it as the domain has it."""
        detail = {"url": self.url, "folder": self.folder, "tags": ", ".join(self.tags)}
        return Named(self.uid, self.title, {name: value for name, value in detail.items() if value})
