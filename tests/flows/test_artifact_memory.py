"""A file of 2 GB passes through the API, and its process grows by less than 32 MB."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.api.driving import ok
from tests.api.files import BOUNDARY, END, FORM, STORE, UPLOADS
from tests.api.running import Running, bearer, running_api
from tests.flows.floors import make_floor
from tests.servers.s3 import SECRET_KEY, nanio_server
from tests.watching import watch

CHUNK: Final = bytes(range(256)) * 4096
CHUNKS: Final = 2 * 1024
SIZE_BYTES: Final = CHUNKS * len(CHUNK)
PART_CHUNKS: Final = 16
MOST_GROWTH_KIB: Final = 32 * 1024


@pytest.mark.parametrize(("store", "by_parts"), [("folder", False), ("folder", True), ("nanio", True)])
def test_two_gigabytes_come_and_go(store: str, *, by_parts: bool, sqlite_database: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        variables = {}
        if store == "nanio":
            watch().hides("the secret key of S3", SECRET_KEY)
            place = stack.enter_context(nanio_server(tmp_path / "nanio")).place
            given = {"URL": place.url, "ACCESS_KEY": place.access_key, "SECRET_KEY": place.secret_key}
            variables = {f"WATCHFLOOR_S3_{name}": value for name, value in given.items()}
        floor = make_floor(sqlite_database, tmp_path / "data")
        running = stack.enter_context(running_api(floor, tmp_path, **variables))
        http = stack.enter_context(httpx.Client(base_url=running.http.base_url, trust_env=False, timeout=300))
        http.headers.update(bearer(running.sign_in()))
        case_id = _case(http)
        # What the process needs for the first file of all, however small, is not what is asked about.
        _there_and_back(http, case_id, 2 * PART_CHUNKS, by_parts=by_parts)
        before = _peak_kib(running, anew=True)
        _there_and_back(http, case_id, CHUNKS, by_parts=by_parts)
        growth = _peak_kib(running) - before
        assert growth < MOST_GROWTH_KIB, f"it grew by {growth} KiB"


def _there_and_back(http: httpx.Client, case_id: str, chunks: int, *, by_parts: bool) -> None:
    """Sends a file, takes it back, and looks whether it is the same."""
    sent = _sent_by_parts(http, case_id, chunks) if by_parts else _sent_at_once(http, case_id, chunks)
    digest, expected, size = hashlib.sha256(), hashlib.sha256(), 0
    here = f"/api/incident_management/cases/{case_id}/data-store/{sent['id']}/download"
    with http.stream("GET", here) as got:
        for chunk in got.iter_raw():
            digest.update(chunk)
            size += len(chunk)
    for _ in range(chunks):
        expected.update(CHUNK)
    assert size == chunks * len(CHUNK)
    assert sent["sha256"] == digest.hexdigest() == expected.hexdigest()


def _case(http: httpx.Client) -> str:
    alert = {"customer": "ACME", "title": "A disk that was seized", "severity": "High"}
    alert_id = ok(http.post("/api/incident_alert/create/manual", json=alert), 201)["id"]
    case = ok(http.post("/api/incident_management/case/from-alert", json={"alert_id": alert_id}), 201)
    return str(case["id"])


def _sent_at_once(http: httpx.Client, case_id: str, chunks: int) -> dict[str, str]:
    def form() -> Iterator[bytes]:
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="case_id"\r\n\r\n{case_id}\r\n'.encode()
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="disk.img"\r\n\r\n'.encode()
        for _ in range(chunks):
            yield CHUNK
        yield b"\r\n" + END

    return ok(http.post(f"{STORE}/upload", content=form(), headers=FORM), 201)


def _sent_by_parts(http: httpx.Client, case_id: str, chunks: int) -> dict[str, str]:
    body = {"file_name": "disk.img", "size_bytes": chunks * len(CHUNK), "case_id": case_id}
    begun = http.post(UPLOADS, json=body)
    here = f"{UPLOADS}/{ok(begun, 201)['id']}"
    for number in range(1, chunks // PART_CHUNKS + 1):
        ok(http.put(f"{here}/parts/{number}", content=CHUNK * PART_CHUNKS))
    return ok(http.post(f"{here}/complete", json={}))


def _peak_kib(running: Running, *, anew: bool = False) -> int:
    """Returns the most that the process has held; from now on, where it is counted anew (proc_pid_clear_refs(5))."""
    folder = Path("/proc", str(running.process.pid))
    if anew:
        (folder / "clear_refs").write_text("5")
    (line,) = [one for one in (folder / "status").read_text().splitlines() if one.startswith("VmHWM:")]
    return int(line.split()[1])
