"""Marks in documents, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from http import HTTPStatus
from typing import Any, Final

from adapters.connector_kit.http import HttpClient, segment
from adapters.connectors.wazuh_indexer.payloads import BulkDone
from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

Mark = tuple[FoundDocument, Mapping[str, str]]

MOST_AT_ONCE: Final = 500
"""How many marks are sent with one request."""

ATTEMPTS_AT_ONE: Final = 3
"""How often the product tries one again by itself that somebody else writes at the same time."""


def mark_documents(http: HttpClient, marks: Sequence[Mark]) -> int:
    """Sets fields of documents, and returns how many documents were written, or had the mark already.

    Documents that are gone are passed over. One that could not be written is not counted; since a mark may be set
    again, it is for the next run.

    Args:
        http: Asks the product.
        marks: Documents, each with values by dotted name.

    Raises:
        ConnectorError: The product cannot be asked, or none was written and some could not be.
    """
    there = _there(http, {document.index for document, _ in marks})
    left = [mark for mark in marks if mark[0].index in there]
    statuses = [
        status
        for start in range(0, len(left), MOST_AT_ONCE)
        for status in _sent(http, left[start : start + MOST_AT_ONCE])
    ]
    written = sum(status in (HTTPStatus.OK, HTTPStatus.CREATED) for status in statuses)
    refused = [status for status in statuses if status >= HTTPStatus.BAD_REQUEST and status != HTTPStatus.NOT_FOUND]
    if refused and not written:
        raise _refusal(refused)
    return written


def placed(source: Mapping[str, Any], name: str, value: str) -> dict[str, Any]:
    """Returns the part of a document that sets one field, in the form that the document has it in.

    A document may write ``fields.mark`` as an object or as a name with a dot. Beside a name with a dot, an object would
    be a second value of the same field instead of a new one.

    Args:
        source: The document.
        name: Dotted name of the field.
        value: What it is set to.
    """
    parts = name.split(".")
    for cut in range(1, len(parts)):
        head, rest = ".".join(parts[:cut]), ".".join(parts[cut:])
        if isinstance(inner := source.get(head), Mapping):
            return {head: placed(inner, rest, value)}
    if name in source or len(parts) == 1:
        return {name: value}
    return {parts[0]: placed({}, ".".join(parts[1:]), value)}


def _there(http: HttpClient, indices: Set[str]) -> frozenset[str]:
    # To an index that was rotated away, an update by _bulk would make a new one of that name.
    statuses = {
        index: http.send("HEAD", f"/{segment(index)}", allowed=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)).status
        for index in sorted(indices)
    }
    return frozenset(index for index, status in statuses.items() if status != HTTPStatus.NOT_FOUND)


def _sent(http: HttpClient, marks: Sequence[Mark]) -> list[int]:
    lines = [json.dumps(line) for mark in marks for line in _lines(mark)]
    answer = http.post(
        "/_bulk",
        parameters={"_source": "false"},
        headers={"Content-Type": "application/x-ndjson"},
        content="".join(f"{line}\n" for line in lines).encode(),
        # What is set twice is what was set once.
        is_repeatable=True,
    )
    items = answer.read_as(BulkDone).items
    if len(items) != len(marks):
        raise ConnectorAnswerError("It answers for another number of marks than it was sent.")
    return [item.update.status for item in items]


def _lines(mark: Mark) -> Iterator[dict[str, Any]]:
    document, values = mark
    yield {"update": {"_index": document.index, "_id": document.id, "retry_on_conflict": ATTEMPTS_AT_ONE}}
    changes: dict[str, Any] = {}
    for name, value in values.items():
        _merge(changes, placed(document.source, name, value))
    yield {"doc": changes}


def _merge(changes: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(inner := changes.get(name), dict):
            _merge(inner, value)
        else:
            changes[name] = value


def _refusal(statuses: Sequence[int]) -> ConnectorError:
    if HTTPStatus.FORBIDDEN in statuses:
        return ConnectorError(
            Outcome.FORBIDDEN,
            "Its user may not mark documents: give indices:data/write/update and indices:data/write/bulk* on them.",
        )
    return ConnectorError(
        Outcome.ERROR, f"It wrote none of {len(statuses)} marks (status {statuses[0]}): look at its own log."
    )
