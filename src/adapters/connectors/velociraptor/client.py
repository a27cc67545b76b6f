"""Asks Velociraptor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from attrs import frozen

from adapters.connector_kit.errors import PassingError, UnknownFormError
from adapters.connector_kit.payloads import structured
from adapters.connectors.velociraptor.api import VelociraptorApi
from adapters.connectors.velociraptor.ids import ClientId, OrgId, artifact_name, client_id, org_of
from adapters.connectors.velociraptor.payloads import Artifact, Client, Info, Org, Version
from adapters.connectors.velociraptor.questions import Question
from socdomain.connectors.artifact_definition import ArtifactDefinition
from socdomain.connectors.capabilities import AgentSeen, Named
from socdomain.connectors.verification import ConnectorError, Outcome, ProductFound

_EXPIRED: Final = "The certificate of the API client file has expired: make a new file."


@frozen
class VelociraptorClient:
    """Asks one Velociraptor, as ``ListsAgents`` and ``ListsArtifacts``.

    Attributes:
        api: Asks it.
    """

    api: VelociraptorApi

    def verify(self) -> ProductFound:
        """Asks for ``info()``, then for the version, which it may keep to itself."""
        if self.api.file.ends_at <= datetime.now(UTC):
            raise ConnectorError(Outcome.REFUSED_CREDENTIALS, _EXPIRED)
        info = self._first(Question.INFO)
        if info is None:
            raise UnknownFormError("info()", "has no row")
        structured(info, Info)
        try:
            found = self._first(Question.VERSION)
            return ProductFound(structured(found, Version).version if found else "")
        except PassingError:
            raise
        except ConnectorError:
            # It works; what it runs as is its own affair.
            return ProductFound()

    def orgs(self) -> tuple[Named, ...]:
        """Returns the organisations that the file's user may see, by identifier."""
        return tuple(org.named() for org in self._orgs())

    def agents(self) -> Iterator[AgentSeen]:
        """Yields the clients of every organisation, one organisation after the other, each by identifier."""
        for org in self._orgs():
            known = org.typed_id()
            for page in self.api.pages(Question.CLIENTS, org=known):
                yield from (structured(row, Client).seen(known) for row in page)

    def agent(self, vendor_id: str) -> AgentSeen | None:
        """Returns a client of any organisation; None where there is none."""
        try:
            wanted = client_id(vendor_id)
        except ValueError:
            return None
        spoken_of = org_of(wanted)
        known = [org.typed_id() for org in self._orgs()]
        # An identifier says its organisation, and an agent that moved keeps its own.
        for org in sorted(known, key=lambda one: one != spoken_of):
            if (found := self._agent(wanted, org)) is not None:
                return found
        return None

    def artifacts(self, search: str = "") -> Iterator[ArtifactDefinition]:
        """Yields artifacts whose name holds some text, by name."""
        wanted = search.casefold()
        for page in self.api.pages(Question.ARTIFACTS):
            for row in page:
                found = structured(row, Artifact).definition()
                if wanted in found.name.casefold():
                    yield found

    def artifact(self, name: str) -> ArtifactDefinition | None:
        """Returns an artifact; None where there is none."""
        try:
            wanted = artifact_name(name)
        except ValueError:
            return None
        row = self._first(Question.ARTIFACT, {"ArtifactName": wanted})
        return None if row is None else structured(row, Artifact).definition()

    def _orgs(self) -> list[Org]:
        return [structured(row, Org) for page in self.api.pages(Question.ORGS) for row in page]

    def _agent(self, wanted: ClientId, org: OrgId) -> AgentSeen | None:
        row = self._first(Question.CLIENT, {"ClientId": wanted}, org)
        found = None if row is None else structured(row, Client).seen(org)
        return found if found is not None and found.vendor_id == wanted else None

    def _first(
        self, question: Question, environment: dict[str, str] | None = None, org: OrgId | None = None
    ) -> dict[str, Any] | None:
        return next((row for page in self.api.pages(question, environment, org) for row in page), None)
