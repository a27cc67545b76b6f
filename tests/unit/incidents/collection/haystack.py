"""An index in memory, and use cases that collect from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Final

from attrs import define, field

from entrypoints.collection_use_cases import CollectionUseCases
from entrypoints.connector_use_cases import ConnectorUseCases
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.capabilities import EventQuery, FoundDocument
from socdomain.connectors.catalogue import AskedField
from socdomain.connectors.connector import Connector
from socdomain.connectors.keeps_events import DocumentPlace, KeepsEvents
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorError, Outcome, ProductFound
from socdomain.errors import WatchfloorError
from socdomain.ids import CustomerId
from socdomain.incidents.alert import Alert
from socdomain.incidents.collection.summary import CollectionSummary
from socdomain.memory import MemorySecretBox
from socdomain.sources.mapping.event_time import event_time
from socdomain.sources.ports import RejectedFilter
from tests.builders import EVERYONE
from tests.products import Kind, kinds_of
from tests.unit.incidents.desk import NOON, Desk, wazuh

WAZUH_INDEX: Final = "wazuh-alerts-4.x-2026.03.02"
EVENTS_INDEX: Final = "gl-events_0"
MESSAGES_INDEX: Final = "graylog_35"


@define
class Haystack:
    """Documents, each where it is, as ``KeepsEvents``.

    Attributes:
        documents: All of them.
        away: What is raised whenever it is asked.
        refuses_marks: Whether marks are refused.
        sealed: What is raised whenever it is to be opened.
        forbidden: Patterns of indices that may not be read.
        too_large: Identifiers of documents that are more than is taken at once.
        searches: What was searched for.
        meanwhile: Is called before each document is given to a search.
    """

    documents: dict[DocumentPlace, dict[str, Any]] = field(factory=dict)
    away: ConnectorError | None = None
    refuses_marks: bool = False
    sealed: WatchfloorError | None = None
    forbidden: set[str] = field(factory=set)
    too_large: set[str] = field(factory=set)
    searches: list[EventQuery] = field(factory=list)
    meanwhile: Callable[[FoundDocument], object] = lambda document: None

    def verify(self) -> ProductFound:
        """Says what it is."""
        return ProductFound("1")

    def put(self, index: str, name: str, source: Mapping[str, Any]) -> DocumentPlace:
        """Adds a document."""
        place = DocumentPlace(index, name)
        self.documents[place] = dict(source)
        return place

    def search_events(self, query: EventQuery) -> Iterator[FoundDocument]:
        """Yields documents by time; those that are there when it begins."""
        self._reached()
        self._require_rights(query.indices)
        self.searches.append(query)
        for document in self._found(query):
            self.meanwhile(document)
            self._reached()
            yield document

    def count_events(self, query: EventQuery) -> int:
        """Counts documents."""
        self._reached()
        self._require_rights(query.indices)
        return len(self._found(query))

    def fetch_document(self, index: str, document_id: str) -> FoundDocument | None:
        """Returns a document."""
        place = DocumentPlace(index, document_id)
        return self.fetch_documents([place]).get(place)

    def fetch_documents(self, places: Sequence[DocumentPlace]) -> Mapping[DocumentPlace, FoundDocument]:
        """Returns those that there are."""
        self._reached()
        self._require_rights([place.index for place in places])
        there = [place for place in places if place in self.documents]
        return {place: self._document(place) for place in there}

    def mark_documents(self, marks: Sequence[tuple[FoundDocument, Mapping[str, str]]]) -> int:
        """Sets fields."""
        if self.refuses_marks and marks:
            raise ConnectorError(Outcome.FORBIDDEN, "Its user may not mark documents.")
        for document, values in marks:
            for name, value in values.items():
                first, _, rest = name.partition(".")
                source = self.documents[DocumentPlace(document.index, document.id)]
                source[first] = {**source.get(first, {}), rest: value}
        return len(marks)

    def _document(self, place: DocumentPlace) -> FoundDocument:
        if place.id in self.too_large:
            return FoundDocument(place.index, place.id, {}, is_too_large=True)
        return FoundDocument(place.index, place.id, dict(self.documents[place]))

    def _require_rights(self, indices: Sequence[str]) -> None:
        if any(fnmatchcase(index, pattern) for index in indices for pattern in self.forbidden):
            raise ConnectorError(Outcome.FORBIDDEN, "Give it the rights of the guide.")

    def _reached(self) -> None:
        if self.away is not None:
            raise self.away

    def _found(self, query: EventQuery) -> list[FoundDocument]:
        found = []
        for place, source in self.documents.items():
            at = event_time(source.get(query.time_field))
            if (
                any(fnmatchcase(place.index, pattern) for pattern in query.indices)
                and at is not None
                and query.since <= at < query.until
                and all(at_of(source, name) == value for name, value in query.equals.items())
                and all(at_of(source, name) in values for name, values in query.one_of.items())
                and all((at_of(source, name) or 0) >= least for name, least in query.at_least.items())
            ):
                found.append((at, place.id, self._document(place)))
        return [document for _, _, document in sorted(found, key=lambda one: one[:2])]


def at_of(source: Mapping[str, Any], name: str) -> Any:
    """Returns the value of a field by its dotted name."""
    value: Any = source
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


HAYSTACK: Final = Kind("haystack", "Haystack", (AskedField("name", "Name"),), capabilities=(KeepsEvents,))


@define
class Collector:
    """Use cases on memory, with indices to collect from.

    Attributes:
        patience_s: How long each connector that was opened may take, in seconds.
    """

    desk: Desk = field(factory=lambda: Desk().open())
    haystacks: dict[str, Haystack] = field(factory=dict)
    overlap: timedelta = timedelta(minutes=15)
    patience_s: list[float | None] = field(factory=list)

    def add(self, name: str = "Indexer", customer: str | None = None) -> Haystack:
        """Adds a connector, and returns the index that it leads to."""
        self.haystacks[name] = Haystack()
        self.use_cases.connectors.add.execute(
            NewConnector(HAYSTACK.name, name, {"name": name}, customer=customer), by=self.desk.me
        )
        return self.haystacks[name]

    @property
    def use_cases(self) -> CollectionUseCases:
        """The use cases."""
        desk = self.desk
        connectors = ConnectorUseCases(
            desk.works,
            desk.works.reading,
            desk.clock,
            desk.ids,
            MemorySecretBox,
            kinds_of(HAYSTACK),
            self._opens,
            lambda setups: iter(()),
        )
        return CollectionUseCases(desk.works, connectors, max_document_bytes=100_000, overlap=self.overlap)

    def collect(self, **how: Any) -> CollectionSummary:
        """Collects."""
        return self.use_cases.collect.execute(by=self.desk.me, **how)

    def reconcile(self, **how: Any) -> CollectionSummary:
        """Looks for what showed too late."""
        return self.use_cases.reconcile.execute(by=self.desk.me, **how)

    def later(self, **step: float) -> datetime:
        """Lets time pass."""
        self.desk.clock.advance(timedelta(**step))
        return self.desk.clock.at

    def alerts(self) -> list[Alert]:
        """Returns the alerts, the first begun first."""
        return self.desk.alerts()

    def rejected(self) -> set[str]:
        """Returns why documents were rejected."""
        with self.desk.works(EVERYONE) as work:
            return {str(reason) for reason in work.rejected_events.counts(RejectedFilter(), reach=EVERYONE)}

    def customer_id(self, code: str) -> CustomerId:
        """Returns the identifier of a customer."""
        with self.desk.works(EVERYONE) as work:
            return work.customers.by_code(code, reach=EVERYONE).id

    def connector(self, name: str = "Indexer") -> Connector:
        """Returns a connector."""
        (found,) = [one for one in self.use_cases.connectors.use.having(KeepsEvents) if one.name == name]
        return found

    @contextmanager
    def _opens(self, setup: Setup, *, within_s: float | None = None) -> Iterator[Haystack]:
        haystack = self.haystacks[setup.values["name"]]
        self.patience_s.append(within_s)
        if haystack.sealed is not None:
            raise haystack.sealed
        yield haystack


def put_wazuh(haystack: Haystack, number: int, at: datetime = NOON - timedelta(hours=1), **changes: Any) -> None:
    """Adds an alert of Wazuh 4."""
    haystack.put(WAZUH_INDEX, f"w{number}", wazuh(number, at, **changes))


def put_event(
    haystack: Haystack, name: str, origin: str | None = None, at: datetime = NOON - timedelta(hours=1), **changes: Any
) -> DocumentPlace:
    """Adds an event of Graylog that is not marked."""
    fields = {"COPILOT_ALERT_ID": "NONE", "CUSTOMER_CODE": "ACME"} | changes.pop("fields", {})
    event = {
        "id": name,
        "timestamp": f"{at:%Y-%m-%d %H:%M:%S}.000",
        "event_definition_type": "aggregation-v1",
        "event_definition_id": "5d39b99c635e6d46f820cdb1",
        "origin_context": origin,
        "message": "Many failed logins: count()=13.0",
        "priority": 3,
        "source": "graylog-1",
        "key": "",
        "fields": {name: value for name, value in fields.items() if value is not None},
    } | changes
    return haystack.put(EVENTS_INDEX, name, event)
