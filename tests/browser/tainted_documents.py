"""Documents of each source in which every text is hostile, values and names alike, and which still become alerts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import cycle
from typing import Any, Final

from entrypoints.samples.story import story

CUSTOMER: Final = "ACME"

# What decides whether a document is an event at all, and of when and whose.
_KEPT: Final = frozenset(
    {"timestamp", "@timestamp", "time", "created", "event_type", "kind", "customer", "customer_code", "labels"}
)

_ECS: Final = {
    "event": {"kind": "alert", "severity": 73, "module": "endpoint"},
    "rule": {"name": "Credential dumping", "description": "A process read the memory of another.", "id": "r-1"},
    "host": {"name": "ws-11", "hostname": "ws-11"},
    "user": {"name": "mallory"},
    "process": {"command_line": "procdump -ma lsass", "name": "procdump"},
    "message": "Credential dumping was seen",
    "tags": ["endpoint", "memory"],
}
_OCSF: Final = {
    "class_uid": 2004,
    "category_uid": 2,
    "severity_id": 4,
    "message": "A finding",
    "finding_info": {"title": "Unusual sign-in", "desc": "From a new country.", "uid": "f-1"},
    "device": {"hostname": "ws-12", "name": "ws-12"},
    "metadata": {"product": {"name": "Some product"}, "version": "1.3.0"},
}
_GRAYLOG: Final = {
    "message": "Many failed sign-ins",
    "id": "g-1",
    "priority": 3,
    "event_definition_type": "aggregation-v1",
    "fields": {"hostname": "srv-3", "username": "root", "note": "ten in five minutes"},
}


def tainted_documents(texts: Sequence[str], now: datetime) -> dict[str, bytes]:
    """Returns a document for each text, of the sources in turn, as JSON lines by source.

    Args:
        texts: The hostile texts.
        now: When all of it happened, aware UTC.
    """
    samples = cycle(_samples(now).items())
    made: dict[str, list[bytes]] = {}
    for number, (text, (source, sample)) in enumerate(zip(texts, samples, strict=False), start=1):
        document = tainted(sample, text)
        if source == "suricata":
            # Its events are the same thing where this number is.
            document["alert"]["signature_id"] = number
        made.setdefault(source, []).append(json.dumps(document).encode())
    return {source: b"\n".join(lines) + b"\n" for source, lines in made.items()}


def tainted(value: Any, text: str) -> Any:
    """Returns a value of JSON with a text behind every text in it, and as one more name in every object."""
    if isinstance(value, dict):
        own = {key: one if key in _KEPT else tainted(one, text) for key, one in value.items()}
        return {**own, text: text}
    if isinstance(value, list):
        return [tainted(one, text) for one in value]
    return f"{value} {text}" if isinstance(value, str) else value


def _samples(now: datetime) -> dict[str, Any]:
    at = now.isoformat()
    return {
        **{source: json.loads(lines.splitlines()[0]) for source, lines in story(now).items()},
        "ecs": {"@timestamp": at, **_ECS},
        "ocsf": {"time": int(now.timestamp() * 1000), **_OCSF},
        "graylog": {"timestamp": at, **_GRAYLOG},
    }
