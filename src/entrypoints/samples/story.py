"""A day on the floor, ending about now: what the tools of two invented customers report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from entrypoints.samples.acme import AcmeDay
from entrypoints.samples.day import Day, Document
from entrypoints.samples.globex import GlobexDay


def story(now: datetime) -> dict[str, bytes]:
    """Returns the documents of each source, as JSON lines.

    Args:
        now: When the day ends, aware UTC.
    """
    day = Day(now)
    acme, globex = AcmeDay(day), GlobexDay(day)
    return {
        "wazuh": _lines([*acme.wazuh(), *globex.wazuh()]),
        "wazuh5": _lines(globex.wazuh5()),
        "suricata": _lines(acme.suricata()),
    }


def _lines(documents: Iterable[Document]) -> bytes:
    return b"".join(json.dumps(document, separators=(",", ":")).encode() + b"\n" for document in documents)
