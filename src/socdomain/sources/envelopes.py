"""JSON objects that stand around events, and are none themselves.

Files of events are often what an API answered. Taken for an event, such an answer would swallow all that are in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MOST_FIELDS = 8
"""Fields of the largest of them, a search answer; nearly every event has more, and is not looked at any further."""

# https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
_BULK_ACTIONS = frozenset({"index", "create", "update", "delete"})
_BULK_FIELDS = frozenset({"_index", "_id", "_type", "routing"})


def why_not_an_event(document: Mapping[str, Any]) -> str | None:
    """Returns what a document is instead of an event; None for anything that may be one.

    Args:
        document: A JSON object.
    """
    if len(document) > _MOST_FIELDS:
        return None
    if not document:
        return "it is empty"
    hits = document.get("hits")
    if "took" in document and isinstance(hits, dict) and isinstance(hits.get("hits"), list):
        return "it is the answer of a search: send the elements of hits.hits"
    if len(document) == 1:
        ((action, about),) = document.items()
        if action in _BULK_ACTIONS and isinstance(about, dict) and _BULK_FIELDS.issuperset(about):
            return "it is an action of a bulk request: send the documents alone"
    return None
