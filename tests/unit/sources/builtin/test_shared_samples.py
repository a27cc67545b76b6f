"""Real documents, where they lie beside the project; what is expected of them is computed without the mapping."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS, recognise
from socdomain.sources.mapping import Normaliser

DATA = Path(__file__).parents[4].parent / "shared" / "data"
WAZUH4 = sorted((DATA / "wazuh4").glob("*.ndjson"))
WAZUH5 = sorted((DATA / "wazuh5").glob("*.ndjson"))
OTHERS = sorted(
    [*(DATA / "vendors").glob("*.ndjson.gz"), *(DATA / "graylog").glob("*.json"), *(DATA / "ocsf").glob("*")]
)


def documents(file: Path) -> Iterator[dict[str, Any]]:
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    if ".ndjson" in file.name:
        yield from map(json.loads, content.splitlines())
    else:
        whole = json.loads(content)
        yield from whole if isinstance(whole, list) else [whole]


def severity_of_level(level: int) -> str:
    return "Critical" if level >= 15 else "High" if level >= 12 else "Medium" if level >= 7 else "Low"


@pytest.mark.parametrize("file", WAZUH4, ids=lambda file: file.name)
def test_every_alert_of_wazuh_4_has_its_title_severity_host_and_time(file: Path) -> None:
    normaliser = Normaliser(BUILTIN_MAPPINGS["wazuh"])
    for document in documents(file):
        event = normaliser.normalise(document)
        rule, agent = document["rule"], document["agent"]
        assert recognise(document) == "wazuh"
        assert event.title == " ".join(rule["description"].split())[:300]
        assert (event.severity.word, event.severity_known) == (severity_of_level(rule["level"]), True)
        assert event.level == rule["level"]
        assert event.rule_id == str(rule["id"])
        assert list(event.techniques) == list(dict.fromkeys(rule.get("mitre", {}).get("id", [])))
        assert event.occurred_at == datetime.strptime(document["timestamp"], "%Y-%m-%dT%H:%M:%S.%f%z")
        assert event.document_id == document["id"]
        if agent["id"] != "000":
            assert event.asset is not None
            assert (event.asset.name, event.asset.agent_id) == (agent["name"], agent["id"])
        if "node" in document["cluster"]:
            assert [mark.code for mark in event.customer_marks] == [document["cluster"]["node"]]
        cve = document.get("data", {}).get("vulnerability", {}).get("cve")
        if cve is not None:
            assert cve in [observable.value for observable in event.observables]


@pytest.mark.parametrize("file", WAZUH5, ids=lambda file: file.name)
def test_every_finding_of_wazuh_5_has_its_title_severity_host_and_time(file: Path) -> None:
    normaliser = Normaliser(BUILTIN_MAPPINGS["wazuh5"])
    for document in documents(file):
        event = normaliser.normalise(document)
        rule, agent = document["wazuh"]["rule"], document["wazuh"]["agent"]
        assert recognise(document) == "wazuh5"
        assert event.title == " ".join(rule["title"].split())[:300]
        assert (event.severity.word.lower(), event.severity_known, event.level) == (rule["level"], True, None)
        assert event.rule_id == rule["id"]
        techniques = [*rule["mitre"]["technique"]["id"], *rule["mitre"].get("subtechnique", {}).get("id", [])]
        assert list(event.techniques) == list(dict.fromkeys(techniques))
        assert event.occurred_at == datetime.fromisoformat(document["@timestamp"])
        assert event.asset is not None
        assert (event.asset.name, event.asset.agent_id) == (agent["name"], agent["id"])
        if "ip" in document.get("source", {}):
            address = document["source"]["ip"].removeprefix("::ffff:")
            assert address in [observable.value for observable in event.observables]


@pytest.mark.parametrize("name", BUILTIN_MAPPINGS)
@pytest.mark.parametrize("file", [*WAZUH4, *WAZUH5, *OTHERS], ids=lambda file: file.name)
def test_every_document_of_any_tool_becomes_an_event_by_any_mapping(file: Path, name: str) -> None:
    normaliser = Normaliser(BUILTIN_MAPPINGS[name])
    for document in documents(file):
        for inside in (document, document.get("event"), document.get("data")):
            if isinstance(inside, dict):
                event = normaliser.normalise(inside)
                assert 1 <= len(event.title) <= 300
