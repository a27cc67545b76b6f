"""The example beside the editor is a mapping, and reads what it says that it reads."""

from __future__ import annotations

from entrypoints.console.sources.example import MAPPING_EXAMPLE
from entrypoints.console.sources.mapping_text import read_mapping
from socdomain.sources.mapping import normaliser_for
from socdomain.sources.severity import Severity


def test_the_example_can_be_used_as_it_is() -> None:
    mapping = read_mapping(MAPPING_EXAMPLE, "doors")
    document = {"headline": "Door forced open", "level": "high", "site": "ACME", "box": "gate-3"}
    event = normaliser_for(mapping).normalise(document)
    assert (event.title, event.severity) == ("Door forced open", Severity.HIGH)
    assert [mark.code for mark in event.customer_marks] == ["ACME"]
