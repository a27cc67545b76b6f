"""One rule of Wazuh may report many things: what makes its findings different ones, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser

WAZUH = Normaliser(BUILTIN_MAPPINGS["wazuh"])
WAZUH5 = Normaliser(BUILTIN_MAPPINGS["wazuh5"])


def vulnerability(cve: str, package: str, version: str = "1.0") -> dict[str, Any]:
    return {"vulnerability": {"cve": cve, "package": {"name": package, "version": version}, "severity": "High"}}


def rootcheck(title: str, file: str = "/usr/bin/ps") -> dict[str, Any]:
    return {"title": title, "file": file}


def guardduty(kind: str, finding: str = "f-1", count: str = "1") -> dict[str, Any]:
    return {"aws": {"source": "guardduty", "type": kind, "id": finding, "service": {"count": count}}}


def defender(title: str, alert: str = "a-1") -> dict[str, Any]:
    return {"ms-graph": {"title": title, "id": alert, "severity": "high"}}


def fields(data: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return WAZUH.normalise({"rule": {"id": "1"}, "data": data}).fingerprint_fields


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"alert": {"signature_id": "2024897"}}, {"alert": {"signature_id": "2024898"}}),
        (vulnerability("CVE-2026-1234", "zlib1g"), vulnerability("CVE-2026-1235", "zlib1g")),
        (vulnerability("CVE-2026-1234", "openssh-client"), vulnerability("CVE-2026-1234", "openssh-server")),
        (rootcheck("Rootkit 'Volc' detected."), rootcheck("Rootkit 'Ramen' detected.")),
        (rootcheck("Trojaned version of file detected."), rootcheck("Rootkit 'Ramen' detected.")),
        (guardduty("Recon:EC2/PortProbeUnprotectedPort"), guardduty("UnauthorizedAccess:IAMUser/ConsoleLogin")),
        (defender("Suspicious PowerShell command line"), defender("Password spray")),
    ],
)
def test_a_rule_that_reports_many_things_makes_findings_of_their_own(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert fields(one)
    assert fields(one) != fields(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (vulnerability("CVE-2026-1234", "zlib1g"), vulnerability("CVE-2026-1234", "zlib1g", "2.0")),
        (
            rootcheck("Trojaned version of file detected."),
            rootcheck("Trojaned version of file detected.", "/usr/bin/top"),
        ),
        (rootcheck("Process '4321' hidden from /proc."), rootcheck("Process '29317' hidden from /proc.")),
        (guardduty("Recon:EC2/PortProbeUnprotectedPort"), guardduty("Recon:EC2/PortProbeUnprotectedPort", "f-2", "7")),
        (defender("Password spray"), defender("Password spray", "a-2")),
        ({"audit": {"exe": "/usr/bin/id"}}, {"audit": {"exe": "/usr/bin/ls"}}),
        ({"sca": {"check": {"id": "28500", "title": "A"}}}, {"sca": {"check": {"id": "28501", "title": "B"}}}),
        ({"virustotal": {"source": {"sha1": "a" * 39 + "1"}}}, {"virustotal": {"source": {"sha1": "a" * 39 + "2"}}}),
        ({"srcip": "203.0.113.9"}, {"srcip": "203.0.113.10"}),
    ],
)
def test_what_is_new_with_each_event_makes_no_finding_of_its_own(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Rootcheck finds a process hidden that ended while it looked, each time with another number."""
    assert fields(one) == fields(other)


def test_vulnerabilities_are_findings_of_their_own_in_wazuh_5_too() -> None:
    def read(cve: str, score: float) -> tuple[tuple[str, str], ...]:
        document = {"wazuh": {"rule": {"id": "vd-1"}}, "vulnerability": {"id": cve, "score": {"base": score}}}
        return WAZUH5.normalise(document).fingerprint_fields

    assert read("CVE-2026-1234", 7.5) == (("vulnerability.id", "CVE-2026-1234"),)
    assert read("CVE-2026-1234", 7.5) == read("CVE-2026-1234", 9.8)
    assert read("CVE-2026-1234", 7.5) != read("CVE-2026-1235", 7.5)


def test_packages_alone_make_no_finding_of_their_own_in_wazuh_5() -> None:
    """An upgrade installs hundreds of them."""
    document = {"wazuh": {"rule": {"id": "pkg-1"}}, "package": {"name": "zlib1g"}}
    assert WAZUH5.normalise(document).fingerprint_fields == ()
