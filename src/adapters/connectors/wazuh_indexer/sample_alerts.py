"""Alerts as Wazuh 4 writes them, of two small companies' last day; the same each time, but for when."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from attrs import field, frozen

from socdomain.connectors.capabilities import FoundDocument

SPAN: Final = timedelta(days=1)

_MANAGER: Final = "wazuh-manager-1"
# Some of those that the manager's simulator lists: identifier, name, address, and the label that says whose it is.
_AGENTS: Final = (
    ("001", "acme-dc-01", "10.20.0.2", "acme"),
    ("003", "acme-web-01", "10.20.0.4", "acme"),
    ("004", "acme-db-01", "10.20.0.5", "acme"),
    ("005", "acme-ws-finance-1", "10.20.0.6", "acme"),
    ("007", "acme-ws-sales-1", "10.20.0.8", "acme"),
    ("011", "globex-dc-01", "10.20.0.12", "globex"),
    ("013", "globex-web-01", "10.20.0.14", "globex"),
)
_USERS: Final = ("root", "admin", "backup", "deploy", "jmeier", "svc-report", "oracle")


@frozen
class SampleRule:
    """A rule, and what its alerts hold; ``{user}``, ``{ip}`` and ``{port}`` in texts stand for what changes.

    Attributes:
        id: Its identifier.
        level: 3 to 15.
        description: What people read.
        groups: Groups of rules that it is in.
        decoder: What reads the events.
        location: Where they come from.
        data: What the decoder read.
        log: The event.
        mitre: Identifier, tactic and name of a technique; empty for none.
    """

    id: str
    level: int
    description: str
    groups: tuple[str, ...]
    decoder: str
    location: str
    data: dict[str, Any] = field(factory=dict)
    log: str = ""
    mitre: tuple[str, str, str] | tuple[()] = ()


_WINDOWS: Final = "EventChannel"
_FAILED: Final = "sshd: authentication failed for {user} from {ip} port {port} ssh2"
RULES: Final = (
    SampleRule("5501", 3, "PAM: Login session opened.", ("pam", "syslog"), "pam", "journald", {"dstuser": "{user}"}),
    SampleRule("5502", 3, "PAM: Login session closed.", ("pam", "syslog"), "pam", "journald", {"dstuser": "{user}"}),
    SampleRule(
        "60106",
        3,
        "Windows logon success.",
        ("windows", "windows_security", "authentication_success"),
        "windows_eventchannel",
        _WINDOWS,
        {"win": {"system": {"eventID": "4624", "channel": "Security"}, "eventdata": {"targetUserName": "{user}"}}},
        mitre=("T1078", "Initial Access", "Valid Accounts"),
    ),
    SampleRule(
        "5760",
        5,
        "sshd: authentication failed.",
        ("syslog", "sshd", "authentication_failed"),
        "sshd",
        "/var/log/auth.log",
        {"srcip": "{ip}", "srcport": "{port}", "dstuser": "{user}"},
        _FAILED,
        ("T1110.001", "Credential Access", "Password Guessing"),
    ),
    SampleRule(
        "31101",
        5,
        "Web server 400 error code.",
        ("web", "accesslog", "attack"),
        "web-accesslog",
        "/var/log/nginx/access.log",
        {"srcip": "{ip}", "protocol": "GET", "url": "/.env", "id": "404"},
        '{ip} - - "GET /.env HTTP/1.1" 404 153 "-" "curl/8.5.0"',
    ),
    SampleRule(
        "550",
        7,
        "Integrity checksum changed.",
        ("ossec", "syscheck", "syscheck_entry_modified"),
        "syscheck_integrity_changed",
        "syscheck",
        {"path": "/etc/ssh/sshd_config"},
        "File '/etc/ssh/sshd_config' modified",
        ("T1565.001", "Impact", "Stored Data Manipulation"),
    ),
    SampleRule(
        "60204",
        10,
        "Multiple Windows logon failures.",
        ("windows", "windows_security", "authentication_failures"),
        "windows_eventchannel",
        _WINDOWS,
        {
            "win": {
                "system": {"eventID": "4625", "channel": "Security"},
                "eventdata": {"targetUserName": "{user}", "ipAddress": "{ip}", "logonType": "3"},
            }
        },
        mitre=("T1110", "Credential Access", "Brute Force"),
    ),
    SampleRule(
        "5763",
        10,
        "sshd: brute force trying to get access to the system.",
        ("syslog", "sshd", "authentication_failures"),
        "sshd",
        "/var/log/auth.log",
        {"srcip": "{ip}", "srcport": "{port}", "dstuser": "{user}"},
        _FAILED,
        ("T1110", "Credential Access", "Brute Force"),
    ),
    SampleRule(
        "92057",
        12,
        "PowerShell was started with an encoded command.",
        ("sysmon", "sysmon_eid1_detections", "windows"),
        "windows_eventchannel",
        _WINDOWS,
        {
            "win": {
                "system": {"eventID": "1", "channel": "Microsoft-Windows-Sysmon/Operational"},
                "eventdata": {"user": "CORP\\{user}", "commandLine": "powershell.exe -NoP -W Hidden -Enc SQBFAFgA"},
            }
        },
        mitre=("T1059.001", "Execution", "PowerShell"),
    ),
    SampleRule(
        "92900",
        15,
        "The memory of lsass.exe was read: credentials may have been taken.",
        ("sysmon", "sysmon_eid10_detections", "windows"),
        "windows_eventchannel",
        _WINDOWS,
        {
            "win": {
                "system": {"eventID": "10", "channel": "Microsoft-Windows-Sysmon/Operational"},
                "eventdata": {"sourceUser": "CORP\\{user}", "targetImage": "C:\\Windows\\System32\\lsass.exe"},
            }
        },
        mitre=("T1003.001", "Credential Access", "LSASS Memory"),
    ),
)
_HOW_OFTEN: Final = (30, 25, 15, 12, 6, 5, 3, 2, 1, 1)
_ROUND: Final = tuple(rule for rule, times in zip(RULES, _HOW_OFTEN, strict=True) for _ in range(times))


def sample_alerts(count: int, until: datetime) -> Iterator[FoundDocument]:
    """Yields alerts by time, spread over the day before a moment.

    Args:
        count: How many.
        until: The moment, aware UTC; none is at or after it.
    """
    for number in range(count):
        yield _alert(number, until - SPAN + SPAN * number / count)


def _alert(number: int, at: datetime) -> FoundDocument:
    # 37 has no factor in common with 100: each round of 100 has every rule as often as is said, well mixed.
    rule = _ROUND[number * 37 % len(_ROUND)]
    agent_id, agent_name, agent_address, customer = _AGENTS[number * 5 % len(_AGENTS)]
    changing = {
        "{user}": _USERS[number * 3 % len(_USERS)],
        "{ip}": f"203.0.113.{number * 11 % 254 + 1}",
        "{port}": str(40_000 + number * 13 % 20_000),
    }
    time = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}+0000"
    source = {
        "@timestamp": time,
        "timestamp": time,
        "id": f"{int(at.timestamp())}.{number * 1_417}",
        "rule": _rule(rule, number),
        "agent": {"id": agent_id, "name": agent_name, "ip": agent_address, "labels": {"customer": customer}},
        "manager": {"name": _MANAGER},
        "cluster": {"name": "wazuh", "node": _MANAGER},
        "decoder": {"name": rule.decoder},
        "location": rule.location,
        "input": {"type": "log"},
        "data": _filled(rule.data, changing),
        "full_log": _filled(rule.log or rule.description, changing),
    }
    name = urlsafe_b64encode(sha256(str(number).encode()).digest()[:15]).decode()
    return FoundDocument(f"wazuh-alerts-4.x-{at:%Y.%m.%d}", name, source)


def _rule(rule: SampleRule, number: int) -> dict[str, Any]:
    technique = {}
    if rule.mitre:
        identifier, tactic, title = rule.mitre
        technique = {"mitre": {"id": [identifier], "tactic": [tactic], "technique": [title]}}
    return {
        "id": rule.id,
        "level": rule.level,
        "description": rule.description,
        "groups": list(rule.groups),
        "firedtimes": number // len(_ROUND) + 1,
        "mail": rule.level >= 12,
        **technique,
    }


def _filled(value: Any, changing: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(one, changing) for name, one in value.items()}
    for name, instead in changing.items():
        value = value.replace(name, instead)
    return value
