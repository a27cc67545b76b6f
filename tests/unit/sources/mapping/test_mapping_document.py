"""Mappings as JSON: written, read again, and refused where they cannot be meant."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from socdomain.errors import InvalidInputError
from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import (
    SeverityTable,
    SourceMapping,
    mapping_from_document,
    mapping_to_document,
)
from socdomain.sources.normalised_event import CustomerClaim
from socdomain.sources.observables import ObservableType
from socdomain.sources.severity import Severity


@pytest.mark.parametrize("name", BUILTIN_MAPPINGS)
def test_what_is_shipped_survives_being_written_and_read(name: str) -> None:
    mapping = BUILTIN_MAPPINGS[name]
    assert mapping_from_document(json.loads(json.dumps(mapping_to_document(mapping)))) == mapping


def test_what_is_left_out_has_its_default() -> None:
    assert mapping_from_document({"name": "tool"}) == SourceMapping(name="tool")


def test_a_person_can_write_every_part() -> None:
    mapping = mapping_from_document(
        {
            "name": "tool",
            "version": 3,
            "title": ["what"],
            "severity": [
                {"path": "bad", "table": {"words": {"so-so": "medium"}, "steps": [{"from": 1, "severity": "Low"}]}},
                {"path": "level"},
            ],
            "customer": [{"path": "tenant", "claim": "hints"}],
            "host": {"agent_ids": ["sensor.id"], "collector_ids": ["0"], "names": ["host"]},
            "observables": [{"path": "ip", "types": ["ipv4", "ipv6"]}],
            "scan": [{"path": "log"}],
            "context": [{"name": "Port", "paths": ["port"]}],
            "window_s": 300,
        }
    )
    assert mapping.version == 3
    assert mapping.severity[0].table == SeverityTable(
        words=(("so-so", Severity.MEDIUM),), steps=((1, Severity.LOW),), up_to=None
    )
    assert mapping.severity[1].table == "words"
    assert mapping.customer[0].claim is CustomerClaim.HINTS
    assert mapping.host.agent_ids == ("sensor.id",)
    assert mapping.observables[0].types == (ObservableType.IPV4, ObservableType.IPV6)
    assert mapping.scan[0].types == ()
    assert mapping.window == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"titel": []}, "titel"),
        ({"name": 1}, "name"),
        ({"version": "1"}, "version"),
        ({"version": 1.0}, "version"),
        ({"title": "what"}, "title"),
        ({"title": ["what", 1]}, "title.1"),
        ({"title": ["what", ""]}, "title.1"),
        ({"window": 300}, "window"),
        ({"window_s": "300"}, "window_s"),
        ({"window_s": True}, "window_s"),
        ({"window_s": 299}, "window"),
        ({"window_s": 10**30}, "window_s"),
        ({"severity": {}}, "severity"),
        ({"severity": ["bad"]}, "severity.0"),
        ({"severity": [{"path": "bad", "tabel": "words"}]}, "severity.0.tabel"),
        ({"severity": [{"path": "bad", "table": "worse"}]}, "severity.0.table"),
        ({"severity": [{"table": "words"}]}, "severity.0.path"),
        ({"severity": [{"path": "bad", "table": {"words": {"x": "Worst"}}}]}, "severity.0.table.words.x"),
        ({"severity": [{"path": "bad", "table": {"words": []}}]}, "severity.0.table.words"),
        ({"severity": [{"path": "a", "table": {"steps": [{"severity": "Low"}]}}]}, "severity.0.table.steps.0"),
        ({"severity": [{"path": "a", "table": {"steps": [{"from": 1}]}}]}, "severity.0.table.steps.0.severity"),
        ({"severity": [{"path": "a", "table": {"up_to": "9"}}]}, "severity.0.table.up_to"),
        ({"customer": [{"path": "tenant"}]}, "customer.0.claim"),
        ({"customer": [{"path": "tenant", "claim": "says"}]}, "customer.0.claim"),
        ({"host": []}, "host"),
        ({"host": {"name": ["a"]}}, "host.name"),
        ({"host": {"names": ["a", 2]}}, "host.names.1"),
        ({"host": {"names": ["a", "a"]}}, "host.names"),
        ({"observables": [{"path": "ip", "types": ["ipv5"]}]}, "observables.0.types.0"),
        ({"observables": [{"path": "ip", "types": [["ipv4"]]}]}, "observables.0.types.0"),
        ({"observables": [{"path": "ip"}]}, "observables.0.types"),
        ({"scan": [{"path": 1}]}, "scan.0.path"),
        ({"context": [{"name": "Port", "paths": "port"}]}, "context.0.paths"),
        ({"context": [{"paths": ["port"]}]}, "context.0.name"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_path(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        mapping_from_document({"name": "tool", **change})
    assert refusal.value.field == field


@pytest.mark.parametrize("document", [None, [], "wazuh", 1, {}, {"version": 1}])
def test_what_is_no_mapping_is_refused(document: object) -> None:
    with pytest.raises(InvalidInputError):
        mapping_from_document(document)
