"""How much memory a process takes for 2 GB, by each way into a store and out of it; on a real server in between."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.s3 import nanio_server

MOST_BYTES = 32_000_000

PROGRAM = """
import json
import sys
from pathlib import Path
from adapters.object_store.filesystem import FilesystemObjectStore
from adapters.object_store.s3 import S3ObjectStore
from adapters.object_store.s3_client import S3Place
from socdomain.object_parts import LARGEST_PART_BYTES

BUCKET, CHUNK = "copilot-cases", bytes(1024 * 1024)
store = S3ObjectStore(S3Place(*sys.argv[2:5])) if sys.argv[2:] else FilesystemObjectStore(Path(sys.argv[1]))
store.ensure_bucket(BUCKET)

def now(field):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))

def put(count):
    store.put(BUCKET, "case/put.bin", (CHUNK for _ in range(count)))

def by_parts(count):
    upload = store.begin_upload(BUCKET, "case/parts.bin")
    for number in range(1, count // 16 + 1):
        store.put_part(BUCKET, upload, number, [CHUNK] * 16)
    store.complete_upload(BUCKET, upload)

def get(key):
    assert sum(map(len, store.get(BUCKET, key))) > 0

# What the first of its kind takes is no growth: modules, connections.
store.put(BUCKET, "small.bin", [b"x"])
get("small.bin")
grown = {}
for name, use in (
    ("put", lambda: put(2_000)),
    ("get", lambda: get("case/put.bin")),
    # As many as show whether one of them stays.
    ("parts", lambda: by_parts(320)),
    ("read to be known", lambda: store.stat(BUCKET, "case/parts.bin")),
):
    before = now("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    use()
    grown[name] = now("VmHWM") - before
    if name == "get":
        store.delete(BUCKET, "case/put.bin")
print(json.dumps(grown))
"""


@pytest.fixture(params=["folder", "nanio"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    if request.param == "folder":
        yield []
        return
    with nanio_server(tmp_path / "nanio") as server:
        yield [server.place.url, server.place.access_key, server.place.secret_key]


def test_two_gigabytes_take_little_memory(place: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "objects"), *place]
    grown = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert len(grown) == 4
    assert all(grown_bytes < MOST_BYTES for grown_bytes in grown.values()), grown
