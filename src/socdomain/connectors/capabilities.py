"""What connectors can do for the domain, one protocol each; a kind says which of them its clients satisfy.

Values that products give are typed here, whatever form a product has for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from attrs import field, frozen

from socdomain.connectors.artifact_definition import ArtifactDefinition


@frozen
class EventQuery:
    """Which documents are wanted.

    Attributes:
        indices: Names of indices, or patterns with ``*``.
        since: Only documents whose time is at least this, aware UTC.
        until: Only documents whose time is before this, aware UTC.
        time_field: Dotted name of the field that holds the time.
        equals: Values that fields must have, by dotted name.
        one_of: Values of which fields must have one, by dotted name.
        at_least: Numbers that fields must reach, by dotted name.
        page_size: How many documents a request to the product asks for.
    """

    indices: tuple[str, ...]
    since: datetime
    until: datetime
    time_field: str = "timestamp"
    equals: Mapping[str, str] = field(factory=dict)
    one_of: Mapping[str, tuple[str, ...]] = field(factory=dict)
    at_least: Mapping[str, int] = field(factory=dict)
    page_size: int = 500


@frozen
class FoundDocument:
    """A document in a product's index.

    Attributes:
        index: The index that holds it.
        id: Its identifier there.
        source: The document.
        is_too_large: Whether it alone is more than is taken of a product at once; ``source`` is empty then.
    """

    index: str
    id: str
    source: Mapping[str, Any]
    is_too_large: bool = False


@runtime_checkable
class SearchesEvents(Protocol):
    """Searches documents."""

    def search_events(self, query: EventQuery) -> Iterator[FoundDocument]:
        """Yields documents by time, the oldest first, a page in memory at a time.

        One that is too large is told of, so that it keeps nobody from those behind it.

        Raises:
            ConnectorError: The product cannot be asked, or answers as it should not.
        """
        ...

    def count_events(self, query: EventQuery) -> int:
        """Returns how many documents there are."""
        ...


@runtime_checkable
class FetchesDocuments(Protocol):
    """Fetches single documents."""

    def fetch_document(self, index: str, document_id: str) -> FoundDocument | None:
        """Returns a document; None where there is none."""
        ...


@runtime_checkable
class MarksDocuments(Protocol):
    """Writes into documents which alert was made of them."""

    def mark_documents(self, marks: Sequence[tuple[FoundDocument, Mapping[str, str]]]) -> int:
        """Sets fields of documents, and returns how many were written; those that are gone are passed over.

        Args:
            marks: Documents, each with values by dotted name.
        """
        ...


@runtime_checkable
class ListsIndices(Protocol):
    """Says what indices there are."""

    def indices(self) -> tuple[str, ...]:
        """Returns the names of the indices, by code point."""
        ...

    def fields_of(self, index: str) -> Mapping[str, str]:
        """Returns the type of each field of an index, by dotted name."""
        ...


@frozen
class AgentSeen:
    """An agent, as a product knows it.

    Attributes:
        vendor_id: Its identifier there.
        hostname: Name of its machine.
        os: Its operating system, as the product says it.
        os_family: ``windows``, ``linux``, ``macos``, or empty for another one.
        address: Its network address; empty where the product does not say.
        version: Version of the agent.
        status: ``active``, ``disconnected``, ``pending`` or ``never_connected``; empty where the product does not say.
        last_seen: When it last spoke, aware UTC; None where it never did.
        groups: Groups that it is in.
        labels: Labels of it, by name.
        org: The organisation that it belongs to there; empty for none.
    """

    vendor_id: str
    hostname: str
    os: str = ""
    os_family: str = ""
    address: str = ""
    version: str = ""
    status: str = ""
    last_seen: datetime | None = None
    groups: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(factory=dict)
    org: str = ""


@runtime_checkable
class ListsAgents(Protocol):
    """Says which agents there are."""

    def agents(self) -> Iterator[AgentSeen]:
        """Yields every agent, by the product's identifier, a page in memory at a time."""
        ...

    def agent(self, vendor_id: str) -> AgentSeen | None:
        """Returns an agent; None where there is none."""
        ...


@frozen
class Named:
    """Something in a product that has a name.

    Attributes:
        id: Its identifier there.
        title: What people call it.
        detail: More of it, by name, as the product says it.
    """

    id: str
    title: str
    detail: Mapping[str, str] = field(factory=dict)


@runtime_checkable
class ListsRules(Protocol):
    """Says which rules a product detects by."""

    def rules(self) -> Iterator[Named]:
        """Yields every rule, by its identifier."""
        ...


@runtime_checkable
class ListsDashboards(Protocol):
    """Says which dashboards there are, and of which organisations."""

    def orgs(self) -> tuple[Named, ...]:
        """Returns the organisations that the credential may see."""
        ...

    def dashboards(self, search: str = "") -> Iterator[Named]:
        """Yields dashboards whose title holds some text, by title."""
        ...


@runtime_checkable
class ListsStreams(Protocol):
    """Says how a product takes in, routes and judges messages."""

    def streams(self) -> Iterator[Named]:
        """Yields every stream."""
        ...

    def inputs(self) -> Iterator[Named]:
        """Yields every input."""
        ...

    def event_definitions(self) -> Iterator[Named]:
        """Yields every event definition."""
        ...


@runtime_checkable
class ListsArtifacts(Protocol):
    """Says what can be collected from agents, and of which organisations these are."""

    def orgs(self) -> tuple[Named, ...]:
        """Returns the organisations that the credential may see."""
        ...

    def artifacts(self, search: str = "") -> Iterator[ArtifactDefinition]:
        """Yields artifacts whose name holds some text, by name."""
        ...

    def artifact(self, name: str) -> ArtifactDefinition | None:
        """Returns an artifact; None where there is none."""
        ...


@runtime_checkable
class ShipsEvents(Protocol):
    """Sends events on."""

    def ship(self, events: Sequence[Mapping[str, Any]]) -> int:
        """Sends events in their order, and returns how many were handed over.

        Args:
            events: Fields by name; ``message`` (or ``short_message``), ``host`` and ``timestamp`` (aware, or seconds
                since 1970) stand for what they say, and may be left out.

        Raises:
            EventsLostError: Not all could be; says how many were.
        """
        ...


def capability_name(capability: type) -> str:
    """Returns the name of a capability, such as ``searches_events``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", capability.__name__).lower()
