"""GLOBEX's day: a phished mailbox, and a container that should not be there; and the noise that every floor has."""

from __future__ import annotations

from collections.abc import Iterator

from entrypoints.samples.day import ACME, FURTHER_CODES, GLOBEX, Day, Document, invented_sha256


class GlobexDay:
    """Tells what GLOBEX's tools report.

    Args:
        day: The day.
    """

    def __init__(self, day: Day) -> None:
        self._day = day

    def wazuh(self) -> Iterator[Document]:
        """Tells what Wazuh 4 reports."""
        yield from self._phished_mailbox()
        yield from self._noise()

    def _phished_mailbox(self) -> Iterator[Document]:
        organization = FURTHER_CODES[GLOBEX][0]
        for step in range(6):
            yield self._day.wazuh_alert(
                None,
                ("000", "wazuh-manager", None),
                420 - 9 * step,
                {
                    "id": "91545",
                    "level": 8,
                    "description": "Office 365: sign-in from an unusual country.",
                    "groups": ["office365", "AzureActiveDirectory"],
                    "mitre": {"id": ["T1078.004"]},
                },
                {
                    "office365": {
                        "OrganizationId": organization,
                        "UserId": "m.rossi@globex.example",
                        "ClientIP": "2001:db8:41::7",
                        "Operation": "UserLoggedIn",
                    }
                },
            )
        yield self._day.wazuh_alert(
            None,
            ("000", "wazuh-manager", None),
            360,
            {
                "id": "91580",
                "level": 12,
                "description": "Office 365: inbox rule forwards mail to an outside address.",
                "groups": ["office365", "Exchange"],
                "mitre": {"id": ["T1114.003"]},
            },
            {
                "office365": {
                    "OrganizationId": organization,
                    "UserId": "m.rossi@globex.example",
                    "ClientIP": "2001:db8:41::7",
                    "Operation": "New-InboxRule",
                    "Parameters": [{"Name": "ForwardTo", "Value": "collector@mail.example.net"}],
                }
            },
        )

    def _noise(self) -> Iterator[Document]:
        for step in range(36):
            customer = (ACME, GLOBEX)[step % 2]
            host = (("021", "db-01", "192.0.2.21"), ("031", "ehr-app-01", "192.0.2.31"))[step % 2]
            yield self._day.wazuh_alert(
                customer,
                host,
                1_200 - 30 * step,
                {"id": "5501", "level": 3, "description": "PAM: Login session opened.", "groups": ["pam", "syslog"]},
                {"dstuser": "backup", "srcuser": "root"},
                full_log="CRON[2211]: pam_unix(cron:session): session opened for user backup by root(uid=0)",
            )
        for step, cve in enumerate(("CVE-2026-11111", "CVE-2025-40404", "CVE-2024-3094")):
            yield self._day.wazuh_alert(
                GLOBEX,
                ("031", "ehr-app-01", "192.0.2.31"),
                700 - step,
                {
                    "id": "23505",
                    "level": 10,
                    "description": f"{cve} affects liblzma5",
                    "groups": ["vulnerability-detector"],
                },
                {
                    "vulnerability": {
                        "cve": cve,
                        "severity": "High",
                        "package": {"name": "liblzma5", "version": "5.6.0"},
                    }
                },
            )

    def wazuh5(self) -> Iterator[Document]:
        """Tells what Wazuh 5 finds: severity as a word, no numeric level, no document id."""
        for step, (level, title) in enumerate(
            (
                ("high", "Container started with the host's root file system mounted"),
                ("critical", "Crypto-mining pool contacted from a container"),
            )
        ):
            yield {
                "@timestamp": self._day.time(95 - 6 * step),
                "event": {"category": ["process"], "kind": "event", "action": "start"},
                "host": {"name": "k8s-node-3"},
                "container": {
                    "id": invented_sha256("container")[:12],
                    "name": "updater",
                    "image": {"name": "xmrig/xmrig"},
                },
                "destination": {"ip": "198.51.100.99", "domain": "pool.minexmr.example"},
                "process": {"executable": "/usr/bin/xmrig", "hash": {"sha256": invented_sha256("xmrig")}},
                "wazuh": {
                    "agent": {"id": "044", "name": "k8s-node-3", "labels": {"customer": GLOBEX}},
                    "rule": {
                        "id": f"ctr-00{step + 1}",
                        "title": title,
                        "level": level,
                        "mitre": {"technique": {"id": ["T1610" if step == 0 else "T1496"]}},
                    },
                },
            }
