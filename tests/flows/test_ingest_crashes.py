"""``kill -9`` at every point of an ingest loses nothing: the same file again gives what one clean run gives."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Final

import pytest

from adapters.database import migrate
from entrypoints.samples.stream import documents
from tests import crash_points
from tests.flows.floors import Floor, make_floor, write_lines
from tests.flows.snapshot import Snapshot, snapshot

EVENTS: Final = 20_000
# In the middle of the file, when there is something to join, to replay and to begin.
DIES_AT: Final = 17

# Points that an ingest does not pass, with the reason; all others must be reached or the test fails.
NOT_IN_INGEST: Final = frozenset(
    name
    for name in crash_points.names()
    # A start passes these, or what keeps a file or carries a run does.
    if name.startswith(
        ("object_store.", "queue.", "s3.", "secrets.", "database.schema.", "database.server.", "startup.")
    )
)


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of many fingerprints, among them some that are rejected."""
    lines = list(documents(EVENTS, fingerprints=2_000))
    lines[5_000] = b'{"broken": '
    lines[9_000] = b'{"id": "no-customer", "rule": {"id": "1", "level": 3}}'
    lines[9_500] = lines[100].replace(b'"mail":false', b'"mail":true')
    return write_lines(tmp_path_factory.mktemp("stream") / "documents.ndjson", lines)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, stream: Path) -> Snapshot:
    """What one undisturbed run gives; the same on both databases."""
    folder = tmp_path_factory.mktemp("clean")
    url = f"sqlite:///{folder / 'watchfloor.db'}"
    migrate(url)
    floor = make_floor(url, folder)
    ingest(floor, stream)
    return snapshot(url, with_first_events=True)


@pytest.fixture
def floor(database: str, tmp_path: Path) -> Floor:
    """A floor that nobody has worked on."""
    return make_floor(database, tmp_path)


def ingest(floor: Floor, stream: Path) -> dict[str, int]:
    """Sends the documents, of which three are rejected, and returns the counts."""
    done = floor.run("ingest", str(stream), "--source", "wazuh", "--json")
    assert done.returncode == 3, done.stderr
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


@pytest.mark.parametrize("point", [name for name in crash_points.names() if name not in NOT_IN_INGEST])
def test_an_ingest_that_is_killed_and_repeated_equals_a_clean_one(
    point: str, floor: Floor, stream: Path, clean: Snapshot
) -> None:
    killed = floor.run(point, str(DIES_AT), "ingest", str(stream), "--source", "wazuh", module="tests.crash_points")
    assert killed.returncode == -signal.SIGKILL, f"{point} was not passed {DIES_AT} times: {killed.stderr}"

    counts = ingest(floor, stream)

    assert counts["replayed"] > 0, "what was committed before the kill survived it"
    assert counts["created"] + counts["joined"] + counts["replayed"] + counts["rejected"] == EVENTS
    assert snapshot(floor.url, with_first_events=True) == clean
