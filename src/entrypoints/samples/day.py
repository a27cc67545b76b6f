"""One day at the tools of two invented customers: the clock, and the shape of their documents.

Names, addresses and hashes are invented; addresses are those reserved for documentation (RFC 5737, RFC 3849).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

Document = dict[str, Any]

ACME, GLOBEX = "ACME", "GLOBEX"
CUSTOMERS = {ACME: "Acme Logistics", GLOBEX: "Globex Health"}
FURTHER_CODES = {ACME: (), GLOBEX: ("4f1d2c3b-8a6e-4d1c-9b7a-5e2f00c0ffee",)}

ATTACKER = "203.0.113.77"
BEACON = "198.51.100.23"


def invented_sha256(text: str) -> str:
    """Returns a SHA-256 of something that does not exist."""
    return hashlib.sha256(text.encode()).hexdigest()


def invented_md5(text: str) -> str:
    """Returns an MD5 of something that does not exist."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class Day:
    """Makes documents of one day.

    Args:
        now: When the day ends, aware UTC.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._count = 0

    def wazuh_alert(
        self,
        customer: str | None,
        agent: tuple[str, str, str | None],
        minutes_ago: float,
        rule: Document,
        data: Document,
        **more: Any,
    ) -> Document:
        """Returns an alert as the manager of Wazuh 4 writes it.

        Args:
            customer: Code in the agent's labels, where it has any.
            agent: Its number, name and address.
            minutes_ago: How long before the end of the day.
            rule: What fired.
            data: What the decoder found.
            **more: Further members of the document.
        """
        self._count += 1
        number, name, address = agent
        at = self.time(minutes_ago)
        labels = {"labels": {"customer": customer}} if customer else {}
        return {
            "timestamp": at,
            "@timestamp": at,
            "id": f"1790000000.{100_000 + self._count}",
            "rule": {"firedtimes": 1, "mail": False, **rule},
            "agent": {"id": number, "name": name, **({"ip": address} if address else {}), **labels},
            "manager": {"name": "wazuh-manager"},
            "decoder": {"name": rule["groups"][0]},
            "location": "/var/log/auth.log",
            "data": data,
            **more,
        }

    def time(self, minutes_ago: float) -> str:
        """Returns a time of the day as Wazuh writes it."""
        at = self._now - timedelta(minutes=minutes_ago)
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}+0000"
