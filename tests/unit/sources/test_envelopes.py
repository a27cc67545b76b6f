"""What stands around events in files is not taken for one."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.sources.envelopes import why_not_an_event


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({}, "empty"),
        ({"took": 3, "timed_out": False, "hits": {"total": {"value": 1}, "hits": [{"_source": {}}]}}, "search"),
        ({"index": {"_index": "wazuh-alerts-4.x", "_id": "1"}}, "bulk"),
        ({"create": {}}, "bulk"),
    ],
)
def test_what_only_stands_around_events_is_told(document: dict[str, Any], why: str) -> None:
    assert why in (why_not_an_event(document) or "")


@pytest.mark.parametrize(
    "document",
    [
        {"rule": {"level": 3}},
        {"index": "main", "event": "login"},
        {"delete": {"path": "/etc/passwd", "user": "root"}},
        {"hits": {"hits": []}, "message": "a counter of hits"},
        {"_index": "wazuh-alerts-4.x", "_id": "1", "_source": {"rule": {"level": 3}}},
    ],
)
def test_what_may_be_an_event_is_one(document: dict[str, Any]) -> None:
    assert why_not_an_event(document) is None
