"""Events of the Open Cybersecurity Schema Framework."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser
from socdomain.sources.normalised_event import AssetKind, AssetMention, CustomerClaim, NormalisedEvent
from socdomain.sources.severity import Severity

NORMALISER = Normaliser(BUILTIN_MAPPINGS["ocsf"])
SHA256 = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"

FINDING: dict[str, Any] = {
    "class_uid": 2004,
    "class_name": "Detection Finding",
    "activity_id": 1,
    "type_name": "Detection Finding: Create",
    "time": 1787212800000,
    "severity_id": 4,
    "severity": "High",
    "metadata": {"uid": "evt-1", "version": "1.3.0", "product": {"name": "EDR"}, "tenant_uid": "t-1"},
    "finding_info": {
        "uid": "finding-1",
        "title": "Credential dumping",
        "desc": "LSASS was read",
        "analytic": {"uid": "rule-7", "name": "LSASS read"},
        "attacks": [{"technique": {"uid": "T1003"}, "sub_technique": {"uid": "T1003.001"}, "tactic": {"name": "x"}}],
    },
    "device": {"uid": "dev-1", "hostname": "ws01", "ip": "10.0.0.3"},
    "evidences": [
        {
            "src_endpoint": {"ip": "10.0.0.3"},
            "dst_endpoint": {"ip": "203.0.113.9", "hostname": "c2.evil.example"},
            "process": {
                "cmd_line": "x http://203.0.113.9/y",
                "file": {"path": "C:\\x.exe", "hashes": [{"value": SHA256}]},
            },
        },
        {"actor": {"user": {"name": "alice"}}},
    ],
    "observables": [
        {"name": "src", "type_id": 2, "value": "203.0.113.10"},
        {"name": "actor.user.name", "type_id": 4, "value": "alice"},
        {"name": "file", "type_id": 8, "value": SHA256},
    ],
    "cloud": {"account": {"uid": "123"}},
}


def values(event: NormalisedEvent) -> set[str]:
    return {f"{observable.type.value} {observable.value}" for observable in event.observables}


def test_a_detection_finding_is_read_as_an_analyst_would() -> None:
    event = NORMALISER.normalise(FINDING)
    assert (event.title, event.description) == ("Credential dumping", "LSASS was read")
    assert (event.severity, event.severity_known) == (Severity.HIGH, True)
    assert event.occurred_at == datetime(2026, 8, 20, 8, tzinfo=UTC)
    assert (event.rule_id, event.techniques) == ("rule-7", ("T1003", "T1003.001"))
    assert event.document_id == "evt-1"
    assert event.asset == AssetMention(AssetKind.HOST, "ws01", "dev-1")
    assert event.user == "alice"
    assert [(mark.code, mark.claim) for mark in event.customer_marks] == [
        ("t-1", CustomerClaim.HINTS),
        ("123", CustomerClaim.HINTS),
    ]
    assert values(event) == {
        "ipv4 10.0.0.3",
        "ipv4 203.0.113.9",
        "ipv4 203.0.113.10",
        "domain c2.evil.example",
        "filename x.exe",
        f"sha256 {SHA256}",
        "url http://203.0.113.9/y",
        "user_account alice",
    }


@pytest.mark.parametrize(
    ("severity_id", "severity", "known"),
    [
        (0, Severity.MEDIUM, False),
        (1, Severity.INFORMATIONAL, True),
        (2, Severity.LOW, True),
        (3, Severity.MEDIUM, True),
        (4, Severity.HIGH, True),
        (5, Severity.CRITICAL, True),
        (6, Severity.CRITICAL, True),
        (99, Severity.MEDIUM, False),
    ],
)
def test_severity_ids_are_read_one_by_one(severity_id: int, severity: Severity, known: bool) -> None:
    event = NORMALISER.normalise({"severity_id": severity_id, "severity": "Unknown"})
    assert (event.severity, event.severity_known) == (severity, known)


def test_an_id_that_says_other_leaves_it_to_the_word() -> None:
    assert NORMALISER.normalise({"severity_id": 99, "severity": "Critical"}).severity is Severity.CRITICAL


def test_the_class_before_it_is_read_too() -> None:
    """Security Finding, class 2001, was replaced by Detection Finding."""
    event = NORMALISER.normalise(
        {
            "class_uid": 2001,
            "finding": {"title": "Old", "desc": "Older", "uid": "f"},
            "attacks": [{"technique": {"uid": "T1110"}, "tactics": [{"name": "y"}]}],
            "resources": [{"uid": "i-1"}],
        }
    )
    assert (event.title, event.description, event.techniques) == ("Old", "Older", ("T1110",))


def test_other_classes_are_events_too() -> None:
    event = NORMALISER.normalise(
        {
            "class_uid": 3002,
            "type_name": "Authentication: Logon",
            "time": 1787212800000,
            "severity_id": 1,
            "user": {"name": "alice"},
            "src_endpoint": {"ip": "203.0.113.9"},
            "dst_endpoint": {"hostname": "dc01"},
        }
    )
    assert (event.title, event.user) == ("Authentication: Logon", "alice")
    assert event.asset == AssetMention(AssetKind.HOST, "dc01")
    assert values(event) == {"ipv4 203.0.113.9", "user_account alice", "host_name dc01"}


@pytest.mark.parametrize(
    ("document", "host"),
    [
        ({"src_endpoint": {"hostname": "ws01"}, "dst_endpoint": {"hostname": "c2.evil.example"}}, "ws01"),
        ({"device": {"instance_uid": "i-0c1"}, "src_endpoint": {"hostname": "ws01"}}, "i-0c1"),
        ({"device": {"hostname": "ws02"}, "src_endpoint": {"hostname": "ws01"}}, "ws02"),
        ({"src_endpoint": {"ip": "203.0.113.9"}, "dst_endpoint": {"hostname": "dc01"}}, "dc01"),
    ],
)
def test_the_device_is_the_host_else_who_called_else_who_was_called(document: dict[str, Any], host: str) -> None:
    assert NORMALISER.normalise(document).asset == AssetMention(AssetKind.HOST, host)


def test_an_update_of_a_finding_is_another_event() -> None:
    assert NORMALISER.normalise({"finding_info": {"uid": "finding-1"}}).document_id is None
