"""Custody events as lines of a bundle, and what of an audit record they have to be equal to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from socdomain.artifacts.custody import CustodyEvent
from socdomain.audit.chain import time_text
from socdomain.canonical import canonical_digest, canonical_json

OBJECT_TYPE: Final = "artifact"
LONGEST_LINE_BYTES: Final = 4 * 1024 * 1024
"""Of any line in a bundle; those of files have some kilobytes."""
_SAID: Final = ("id", "artifact_id", "customer_id", "at", "by", "act", "detail")


def custody_line(event: CustodyEvent, sequence: int | None) -> bytes:
    """Returns an event as a line, with its end.

    Args:
        event: What was done.
        sequence: The place of its audit record; None where that is not there.
    """
    written = {
        "id": str(event.id),
        "artifact_id": str(event.artifact_id),
        "customer_id": str(event.customer_id),
        "at": time_text(event.at),
        "by": event.by,
        "act": str(event.act),
        "detail": event.detail,
        "sequence": sequence,
    }
    return canonical_json(written) + b"\n"


def said_by_event(line: Mapping[str, Any]) -> bytes:
    """Returns a digest of what a line of custody says.

    Raises:
        KeyError: It is none.
    """
    return canonical_digest({name: line[name] for name in _SAID})


def said_by_record(content: Mapping[str, Any]) -> bytes:
    """Returns the digest that the line of custody has which belongs to an audit record.

    Args:
        content: As ``content_of`` the record.

    Raises:
        KeyError: It is no record.
    """
    said = {
        "id": content["id"],
        "artifact_id": content["object_id"],
        "customer_id": content["customer_id"],
        "at": content["at"],
        "by": content["by_name"],
        "act": str(content["action"]).partition(".")[2],
        "detail": content["after"],
    }
    return canonical_digest(said)
