"""Documents by where they are, many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

from adapters.connector_kit.errors import TooLargeError
from adapters.connector_kit.http import HttpClient
from adapters.connector_kit.payloads import called
from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.keeps_events import DocumentPlace
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

MOST_AT_ONCE: Final = 500
"""How many documents are asked for with one request."""


_GONE: Final = (
    "index_not_found_exception",
    "index_closed_exception",
    "invalid_index_name_exception",
    "illegal_argument_exception",
)
"""What it says of a document whose index was rotated away, closed, or is one that no index can be."""


@frozen
class FetchFailure:
    """Why one document of many was not looked for."""

    type: str = ""


@frozen
class Fetched:
    """An entry of the answer to ``POST /_mget``."""

    found: bool = False
    index: str = field(default="", metadata=called("_index"))
    source: dict[str, Any] | None = field(default=None, metadata=called("_source"))
    error: FetchFailure | None = None

    def is_there(self) -> bool:
        """Whether there is such a document that can be read.

        Raises:
            ConnectorError: That is not known.
        """
        if self.error is None or self.error.type in _GONE:
            return self.found
        if self.error.type == "security_exception":
            raise ConnectorError(
                Outcome.FORBIDDEN,
                "Its user may not read what events were made of: give read on those indices, as the guide says.",
            )
        raise ConnectorAnswerError("It answers with a part of its documents: look at the health of its shards.")


@frozen
class ManyFetched:
    """``POST /_mget``."""

    docs: tuple[Fetched, ...]


def fetch_documents(http: HttpClient, places: Sequence[DocumentPlace]) -> Mapping[DocumentPlace, FoundDocument]:
    """Returns the documents that there are, by where they are; an index that is not there has none.

    Args:
        http: Asks the product.
        places: Which; each is looked for once.

    Raises:
        ConnectorError: The product cannot be asked, or answers for a part of them only.
    """
    left = list(dict.fromkeys(places))
    found: dict[DocumentPlace, FoundDocument] = {}
    size = MOST_AT_ONCE
    while left:
        try:
            found |= _fetched(http, left[:size])
        except TooLargeError:
            if size > 1:
                size = max(1, min(size, len(left)) // 2)
                continue
            found |= _fetched(http, left[:1], whole=False)
        left = left[size:]
    return found


def _fetched(
    http: HttpClient, places: Sequence[DocumentPlace], *, whole: bool = True
) -> dict[DocumentPlace, FoundDocument]:
    asked = {"docs": [{"_index": place.index, "_id": place.id, "_source": whole} for place in places]}
    answered = http.post("/_mget", json=asked, is_repeatable=True).read_as(ManyFetched).docs
    if len(answered) != len(places):
        raise ConnectorAnswerError("It answers for another number of documents than it was asked for.")
    found: dict[DocumentPlace, FoundDocument] = {}
    for place, one in zip(places, answered, strict=True):
        if one.is_there() and (one.source is not None or not whole):
            # By an alias it is found in an index of another name, by which a search knows it: it is the same document.
            index = one.index or place.index
            found[place] = FoundDocument(index, place.id, one.source or {}, is_too_large=not whole)
    return found
