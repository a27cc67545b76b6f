"""The use cases of collecting, wired to a process's adapters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import frozen

from entrypoints.connector_use_cases import ConnectorUseCases
from socdomain.incidents.collection.collect_alerts import CollectAlerts
from socdomain.incidents.collection.feed_walk import FeedWalk
from socdomain.incidents.collection.ports import CollectionWork
from socdomain.incidents.collection.reconcile_alerts import ReconcileAlerts
from socdomain.incidents.collection.take_document import TakeDocument
from socdomain.principal import Reach


@frozen
class CollectionUseCases:
    """The use cases of collecting.

    Attributes:
        work: Makes units of work that write.
        connectors: The use cases of connectors.
        max_document_bytes: The largest document that is parsed.
        overlap: How much of the time before is collected once more.
    """

    work: Callable[[Reach], CollectionWork]
    connectors: ConnectorUseCases
    max_document_bytes: int
    overlap: timedelta

    @property
    def collect(self) -> CollectAlerts:
        """Takes in what other tools have written into their indices."""
        return CollectAlerts(self._walk, self.overlap)

    @property
    def reconcile(self) -> ReconcileAlerts:
        """Finds what showed there too late."""
        return ReconcileAlerts(self._walk)

    @property
    def take_document(self) -> TakeDocument:
        """Makes an alert of one document of an index."""
        return TakeDocument(self._walk)

    @property
    def _walk(self) -> FeedWalk:
        of = self.connectors
        return FeedWalk(self.work, of.use, of.clock, of.ids, self.max_document_bytes)
