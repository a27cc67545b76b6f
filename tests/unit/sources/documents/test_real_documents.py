"""Documents of real tools, and of our own after their formats, come through whole."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from socdomain.sources.documents import canonical_digest, canonical_json, parse_document, split_documents

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"

OWN: dict[str, list[dict[str, Any]]] = {
    "wazuh": [
        {
            "timestamp": f"2026-03-01T10:00:0{number}.123+0000",
            "rule": {"level": 5 + number, "description": "sshd: failed login", "id": "5716", "groups": ["sshd"]},
            "agent": {"id": "007", "name": "web-1", "ip": "192.0.2.7", "labels": {"customer": "acme"}},
            "full_log": 'Mar  1 10:00:00 web-1 sshd[1]: "root" from 198.51.100.9 {\\"k\\": [1}',
            "GeoLocation": {"location": {"lat": 52.5, "lon": -0.125}},
        }
        for number in range(3)
    ],
    "suricata": [
        {
            "timestamp": "2026-03-01T10:00:00.000001+0000",
            "flow_id": 1234567890123456789,
            "event_type": "alert",
            "alert": {
                "action": "allowed",
                "signature": "Пример \N{GRINNING FACE}",
                "severity": 1,
                "metadata": {"a": ["b"]},
            },
        }
    ],
    "windows": [
        {"Message": "line one\r\n\tline two", "Path": "C:\\Windows\\", "Hashes": None, "Empty": {}, "List": [[]]}
    ],
}

FOUND = sorted(path for suffix in ("*.json", "*.ndjson", "*.ndjson.gz") for path in SHARED.rglob(suffix))


def layouts(name: str) -> Iterator[bytes]:
    """Our own documents in the layouts tools write."""
    documents = OWN[name]
    yield json.dumps(documents).encode()
    yield json.dumps(documents, indent=4, ensure_ascii=False).encode()
    yield "\n".join(json.dumps(document, separators=(",", ":")) for document in documents).encode()
    yield "\r\n".join(json.dumps(document, indent="\t") for document in documents).encode()


def check(stream: bytes, expected: list[Any]) -> None:
    """See that a stream gives these documents, and that each keeps its value and digest through its canonical form."""
    documents = list(split_documents(stream[i : i + 4096] for i in range(0, len(stream), 4096)))
    assert [document.problem for document in documents] == [None] * len(expected)
    values = [parse_document(document.body) for document in documents]
    assert values == expected
    for value in values:
        again = parse_document(canonical_json(value))
        assert again == value
        assert canonical_digest(again) == canonical_digest(value)


@pytest.mark.parametrize("name", OWN)
def test_our_own_documents_come_through_in_every_layout(name: str) -> None:
    for stream in layouts(name):
        check(stream, OWN[name])


@pytest.mark.parametrize("path", [pytest.param(None, id="none"), *(pytest.param(path, id=path.name) for path in FOUND)])
def test_documents_of_real_tools_come_through(path: Path | None) -> None:
    """Runs over what is found beside the repository; without it there is nothing to see."""
    if path is None:
        return
    stream = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if ".ndjson" in path.name:
        expected = [json.loads(line) for line in stream.splitlines() if line.strip()]
    else:
        whole = json.loads(stream)
        expected = whole if isinstance(whole, list) else [whole]
    check(stream, expected)
