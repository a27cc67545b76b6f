"""Every real document that lies beside the repository goes in; without them there is nothing to ask here."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Final

from tests.unit.incidents.desk import Desk

DATA: Final = Path(__file__).parents[3] / "shared" / "data"
# Those without a mapping of their own go in by the one for whatever a tool emits.
SOURCES: Final = {"wazuh4": "wazuh", "wazuh5": "wazuh5", "ocsf": "ocsf", "vendors": "ecs", "graylog": "ecs"}


def test_every_document_becomes_part_of_an_alert() -> None:
    for folder, source in SOURCES.items():
        for path in sorted((DATA / folder).glob("*")):
            desk = Desk().open()
            body = path.read_bytes()
            summary = desk.ingest(
                gzip.decompress(body) if path.suffix == ".gz" else body, source=source, customer="ACME"
            )
            assert summary.received > 0, path
            assert summary.created + summary.joined + summary.replayed == summary.received, summary.rejections[:3]
