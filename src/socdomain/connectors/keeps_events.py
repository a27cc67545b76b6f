"""What collecting asks of a product: the capability that others make up together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from attrs import frozen

from socdomain.connectors.capabilities import FetchesDocuments, FoundDocument, MarksDocuments, SearchesEvents


@frozen
class DocumentPlace:
    """Where a document is.

    Attributes:
        index: The index that holds it.
        id: Its identifier there.
    """

    index: str
    id: str


@runtime_checkable
class FetchesManyDocuments(FetchesDocuments, Protocol):
    """Fetches documents, many with one request."""

    def fetch_documents(self, places: Sequence[DocumentPlace]) -> Mapping[DocumentPlace, FoundDocument]:
        """Returns the documents that there are, by where they are.

        Raises:
            ConnectorError: The product cannot be asked, or answers for a part of them only.
        """
        ...


@runtime_checkable
class KeepsEvents(SearchesEvents, FetchesManyDocuments, MarksDocuments, Protocol):
    """Keeps the events of other tools: they can be searched, fetched, and marked as seen."""
