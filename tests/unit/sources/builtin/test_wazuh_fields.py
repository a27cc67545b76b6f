"""Where Wazuh 4 says whom and what an alert is about."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser
from socdomain.sources.normalised_event import AssetKind, AssetMention, CustomerClaim
from tests.unit.sources.builtin.wazuh_alerts import flattened

NORMALISER = Normaliser(BUILTIN_MAPPINGS["wazuh"])
NAMES, HINTS = CustomerClaim.NAMES, CustomerClaim.HINTS


@pytest.mark.parametrize(
    ("extra", "asset"),
    [
        ({}, None),
        ({"predecoder": {"hostname": "fw-01"}}, AssetMention(AssetKind.HOST, "fw-01")),
        ({"data": {"hostname": "fw-02"}}, AssetMention(AssetKind.HOST, "fw-02")),
        ({"data": {"hostname": "www.evil.example", "devname": "FW-03"}}, AssetMention(AssetKind.HOST, "FW-03")),
        (
            {"data": {"hostname": "www.evil.example", "ms-graph": {"deviceName": "ws01"}}},
            AssetMention(AssetKind.HOST, "ws01"),
        ),
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
    ("data", "techniques"),
    [
        ({"alert": {"metadata": {"mitre_technique_id": ["T1071", "T1071.001"]}}}, ("T1190", "T1071", "T1071.001")),
        ({"alert": {"metadata": {"mitre_technique_id": "T1071_001"}}}, ("T1190", "T1071")),
        ({"ms-graph": {"mitreTechniques": ["T1059.001", "T1190"]}}, ("T1190", "T1059.001")),
        ({"ms-graph": {"mitreTechniques": "none"}}, ("T1190",)),
    ],
)
def test_techniques_that_the_forwarded_tool_names_count_too(data: dict[str, Any], techniques: tuple[str, ...]) -> None:
    event = NORMALISER.normalise({"rule": {"mitre": {"id": ["T1190"]}}, "data": data})
    assert event.techniques == techniques


@pytest.mark.parametrize(
    ("data", "user"),
    [
        ({"srcuser": "alice", "dstuser": "root"}, "alice"),
        ({"dstuser": "root"}, "root"),
        ({"win": {"eventdata": {"targetUserName": "bob", "subjectUserName": "DC01$"}}}, "bob"),
        ({"win": {"eventdata": {"targetUserName": "-", "subjectUserName": "carol"}}}, "carol"),
        ({"aws": {"userIdentity": {"arn": "arn:aws:iam::1:user/dave", "userName": "dave"}}}, "dave"),
        ({"office365": {"UserId": "erin@corp.example"}}, "erin@corp.example"),
        ({"dstuser": "root(uid=0)"}, "root"),
        ({"dstuser": "(uid=0)"}, None),
        ({"win": {"eventdata": {"user": "CORP\\\\jdoe"}}}, "CORP\\jdoe"),
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
        ({"data": {"hostname": "www.evil.example"}}, {"domain www.evil.example"}),
        ({"data": {"hostname": "fw-02"}}, {"host_name fw-02"}),
        ({"data": {"dstuser": "root(uid=0)"}}, {"user_account root"}),
        (
            {"data": {"win": {"eventdata": {"user": "CORP\\\\jdoe", "image": "C:\\\\Windows\\\\x.exe"}}}},
            {"user_account corp\\jdoe", "filename x.exe"},
        ),
        ({"agent": {"ip": "203.0.113.5"}, "GeoLocation": {"ip": "203.0.113.6"}}, set()),
        ({"full_log": "blocked hxxp://evil[.]example/x"}, {"url http://evil.example/x", "domain evil.example"}),
    ],
)
def test_observables_are_what_belongs_to_the_attack(document: dict[str, Any], expected: set[str]) -> None:
    assert {f"{found.type.value} {found.value}" for found in NORMALISER.normalise(document).observables} == expected
