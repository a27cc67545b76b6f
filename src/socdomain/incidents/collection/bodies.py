"""Documents of an index as intake takes documents: with where they were found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from socdomain.connectors.capabilities import FoundDocument
from socdomain.sources.documents import DocumentProblem, RawDocument
from socdomain.sources.normalised_event import EventFlag


@frozen
class Lead:
    """What was found to be taken for a document of a feed.

    Attributes:
        document: What is taken.
        source: Name of the source that it is of.
        beside: What is said about it beside what it holds itself.
        flags: What a reader of its event should know.
    """

    document: FoundDocument
    source: str
    beside: Mapping[str, Any] = field(factory=dict)
    flags: tuple[EventFlag, ...] = ()


def raw_document(lead: Lead, position: int, *, max_bytes: int) -> RawDocument:
    """Returns a document as intake takes it, in the form of a search's hit.

    Names are sorted: a product may write them in another order when a document is marked, and it is the same then.
    """
    place = {"_index": lead.document.index, "_id": lead.document.id}
    # Where it is, in a form that is no event's: of a document that is not there whole, no alert is ever to be made.
    body, problem = json.dumps({"index": place}).encode(), None
    if lead.document.is_too_large:
        problem = DocumentProblem.TOO_LARGE
    else:
        try:
            hit = {**place, **lead.beside, "_source": lead.document.source}
            body = json.dumps(hit, sort_keys=True, separators=(",", ":")).encode()
            if len(body) > max_bytes:
                problem = DocumentProblem.TOO_LARGE
        except RecursionError:
            problem = DocumentProblem.TOO_DEEP
    return RawDocument(position, offset_bytes=0, body=body, problem=problem, flags=lead.flags)
