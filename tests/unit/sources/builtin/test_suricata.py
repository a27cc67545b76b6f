"""EVE records of Suricata."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser
from socdomain.sources.normalised_event import AssetKind, AssetMention, NormalisedEvent
from socdomain.sources.severity import Severity

NORMALISER = Normaliser(BUILTIN_MAPPINGS["suricata"])

ALERT: dict[str, Any] = {
    "timestamp": "2026-08-20T10:00:00.123456+0200",
    "flow_id": 1805461738637437,
    "event_type": "alert",
    "src_ip": "10.0.0.5",
    "src_port": 49152,
    "dest_ip": "203.0.113.9",
    "dest_port": 80,
    "proto": "TCP",
    "host": "sensor-1",
    "alert": {
        "action": "allowed",
        "gid": 1,
        "signature_id": 2024897,
        "signature": "ET MALWARE Checkin",
        "category": "Malware Command and Control Activity Detected",
        "severity": 1,
        "metadata": {"mitre_technique_id": ["T1071"], "signature_severity": ["Major"]},
    },
    "http": {"hostname": "c2.evil.example", "url": "/gate.php", "http_user_agent": "Mozilla/5.0"},
    "files": [{"filename": "/gate.php", "sha256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}],
}


def values(event: NormalisedEvent) -> set[str]:
    return {f"{observable.type.value} {observable.value}" for observable in event.observables}


def test_an_alert_is_read_as_an_analyst_would() -> None:
    event = NORMALISER.normalise(ALERT)
    assert (event.title, event.rule_id) == ("ET MALWARE Checkin", "2024897")
    assert event.description == "Malware Command and Control Activity Detected"
    assert (event.severity, event.severity_known, event.level) == (Severity.HIGH, True, None)
    assert event.occurred_at == datetime(2026, 8, 20, 8, 0, 0, 123456, tzinfo=UTC)
    assert event.techniques == ("T1071",)
    assert event.asset == AssetMention(AssetKind.HOST, "10.0.0.5")
    assert event.document_id is None
    assert values(event) == {
        "ipv4 10.0.0.5",
        "ipv4 203.0.113.9",
        "domain c2.evil.example",
        "filename gate.php",
        "sha256 ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    }
    assert event.context["Destination port"] == 80
    assert event.context["Flow"] == 1805461738637437


@pytest.mark.parametrize(("priority", "word"), [(1, "High"), (2, "Medium"), (3, "Low"), (4, "Informational")])
def test_the_first_priority_is_the_most_severe(priority: int, word: str) -> None:
    event = NORMALISER.normalise({"event_type": "alert", "alert": {"severity": priority}})
    assert (event.severity.word, event.severity_known) == (word, True)


def test_an_alert_without_a_priority_is_medium_and_marked() -> None:
    event = NORMALISER.normalise({"event_type": "alert", "alert": {"signature": "x"}})
    assert (event.severity, event.severity_known) == (Severity.MEDIUM, False)


@pytest.mark.parametrize(
    ("record", "title", "severity"),
    [
        ({"event_type": "dns"}, "Suricata event (dns)", "Informational"),
        ({"event_type": "flow"}, "Suricata event (flow)", "Informational"),
        ({"event_type": "anomaly", "anomaly": {"event": "BAD_LEN"}}, "Suricata event (BAD_LEN)", "Low"),
        ({}, "Suricata event", "Medium"),
    ],
)
def test_other_records_are_events_too(record: dict[str, Any], title: str, severity: str) -> None:
    event = NORMALISER.normalise(record)
    assert (event.title, event.severity.word, event.rule_id) == (title, severity, None)


@pytest.mark.parametrize("dns", [{"rrname": "a.evil.example"}, {"queries": [{"rrname": "a.evil.example"}]}])
def test_names_are_found_in_both_versions_of_dns_records(dns: dict[str, Any]) -> None:
    assert values(NORMALISER.normalise({"event_type": "dns", "dns": dns})) == {"domain a.evil.example"}


def test_what_the_rule_calls_the_target_is_the_victim() -> None:
    alert = {"source": {"ip": "10.0.0.5"}, "target": {"ip": "10.0.0.9"}}
    event = NORMALISER.normalise({"src_ip": "10.0.0.9", "dest_ip": "10.0.0.5", "alert": alert})
    assert event.asset == AssetMention(AssetKind.HOST, "10.0.0.9")


def test_a_flow_between_strangers_has_no_asset() -> None:
    assert NORMALISER.normalise({"src_ip": "203.0.113.1", "dest_ip": "203.0.113.2"}).asset is None
