"""Eight writers that send overlapping documents at once make the alerts and counts of one writer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from adapters.database import migrate
from entrypoints.samples.stream import documents
from tests.flows.floors import make_floor, write_lines
from tests.flows.snapshot import snapshot

WRITERS: Final = 8
EACH: Final = 1_500
STEP: Final = 400
FINGERPRINTS: Final = 300


def test_eight_overlapping_writers_make_what_one_makes(database: str, tmp_path: Path) -> None:
    """Events of one window; each document is sent by up to four writers, and counted once."""
    lone_database = f"sqlite:///{tmp_path / 'alone.db'}"
    migrate(lone_database)
    together, alone = make_floor(database, tmp_path / "together"), make_floor(lone_database, tmp_path / "alone")
    stream = list(documents(STEP * (WRITERS - 1) + EACH, fingerprints=FINGERPRINTS))
    parts = [
        write_lines(tmp_path / f"{number}.ndjson", stream[STEP * number : STEP * number + EACH])
        for number in range(WRITERS)
    ]

    writers = [together.start("ingest", str(part), "--source", "wazuh", "--json") for part in parts]
    for writer in writers:
        _, errors = writer.communicate(timeout=240)
        assert writer.returncode == 0, errors
    whole = alone.run("ingest", str(write_lines(tmp_path / "whole.ndjson", stream)), "--source", "wazuh")

    assert whole.returncode == 0, whole.stderr
    assert snapshot(together.url, with_first_events=False) == snapshot(alone.url, with_first_events=False)
