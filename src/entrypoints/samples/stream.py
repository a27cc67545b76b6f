"""Any number of believable Wazuh documents, the same ones for the same numbers.

The median document has 1.5 kB; each has four observables: a file and its hash, an address and an account. Documents
repeat a bounded number of fingerprints, as real ones do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
_HOSTS = 400
_TEXT = (
    "The process was started by an account that does not usually run it on this host; its parent is a scheduled task "
    "that was created within the hour, and the file it was read from is neither signed nor known to the inventory. "
)


def documents(
    count: int, *, fingerprints: int = 5_000, customers: tuple[str, ...] = ("ACME", "GLOBEX"), first: int = 0
) -> Iterator[bytes]:
    """Yields documents, one JSON object each, without a newline.

    Args:
        count: How many.
        fingerprints: How many different rules fire, over all customers.
        customers: Codes of the customers that they belong to.
        first: Number of the first; other numbers are other documents.
    """
    for number in range(first, first + count):
        yield json.dumps(_document(number, fingerprints, customers), separators=(",", ":")).encode()


def _document(number: int, fingerprints: int, customers: tuple[str, ...]) -> dict[str, object]:
    # A multiplicative walk (Knuth 6.4) visits fingerprints in no order that an index could profit from.
    rule = number * 2_654_435_761 % 2**32 % fingerprints
    customer = customers[rule % len(customers)]
    host = 1 + (rule * 7 + number) % _HOSTS
    digest = sha256(b"program %d" % rule).hexdigest()
    at = (START + timedelta(milliseconds=200 * number)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
    image = rf"C:\ProgramData\updates\{digest[:8]}.exe"
    return {
        "timestamp": at,
        "@timestamp": at,
        "id": f"{1_788_000_000 + number // 10}.{number}",
        "rule": {
            "id": str(100_000 + rule),
            "level": 3 + rule % 13,
            "description": f"Unusual process behaviour of kind {rule} was observed",
            "groups": ["sysmon", "sysmon_event1", "windows"],
            "mitre": {"id": [f"T{1000 + rule % 600}"]},
            "firedtimes": 1 + number // fingerprints,
            "mail": False,
        },
        "agent": {
            "id": f"{host:03d}",
            "name": f"ws-{host:04d}.corp.example",
            "ip": f"10.20.{host // 250}.{host % 250}",
            "labels": {"customer": customer},
        },
        "manager": {"name": "wazuh-manager"},
        "cluster": {"name": "wazuh", "node": "node01"},
        "decoder": {"name": "windows_eventchannel"},
        "location": "EventChannel",
        "data": {
            "win": {
                "system": {
                    "eventID": "1",
                    "channel": "Microsoft-Windows-Sysmon/Operational",
                    "computer": f"ws-{host:04d}.corp.example",
                    "message": _TEXT * (1 + number % 3),
                },
                "eventdata": {
                    "image": image,
                    "commandLine": f'"{image}" --sync --quiet --session {number:016x} --account {number % 900}',
                    "processGuid": f"{{0197c0de-{host:04x}-{rule:04x}-0000-{number:012x}}}",
                    "hashes": f"SHA256={digest}",
                    "destinationIp": f"203.0.113.{number % 254 + 1}",
                    "user": rf"CORP\user{number % 900}",
                },
            }
        },
    }
