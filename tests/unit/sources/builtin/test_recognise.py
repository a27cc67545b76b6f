"""Which tool a document is from can be told by its fields."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.sources.builtin import recognise


@pytest.mark.parametrize(
    ("document", "source"),
    [
        ({"rule": {"level": 3, "description": "x"}, "agent": {"id": "001"}}, "wazuh"),
        ({"rule_level": 3, "rule_description": "x"}, "wazuh"),
        ({"_index": "wazuh-alerts-4.x", "_source": {"rule": {"level": 3, "description": "x"}}}, "wazuh"),
        ({"@timestamp": "t", "event": {"kind": "event"}, "wazuh": {"rule": {"id": "sec-1", "title": "x"}}}, "wazuh5"),
        ({"wazuh.rule.id": "sec-1"}, "wazuh5"),
        ({"timestamp": "t", "event_type": "alert", "alert": {}}, "suricata"),
        ({"@timestamp": "t", "event": {"kind": "alert"}}, "ecs"),
        ({"@timestamp": "t", "event.kind": "signal"}, "ecs"),
        ({"class_uid": 2004, "time": 1}, "ocsf"),
        ({"message": "x"}, None),
        ({}, None),
        ({"rule": "x", "wazuh": [], "class_uid": None}, None),
    ],
)
def test_a_document_is_recognised_by_its_shape(document: dict[str, Any], source: str | None) -> None:
    assert recognise(document) == source
