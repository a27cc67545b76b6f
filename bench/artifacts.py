"""Files through the API into a server of S3, against that server's bare client; files in a folder, against cp."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx
import urllib3
from attrs import field, frozen
from minio import Minio

from adapters.object_store.filesystem import FilesystemObjectStore
from bench.platforms import CUSTOMERS, RunningApi, empty_database, running_api
from bench.report import heading, line, verdict
from entrypoints.bootstrap import build
from socdomain.ids import AgentId
from socdomain.object_parts import LARGEST_PART_BYTES
from socdomain.object_store import USUAL_CHUNK_BYTES, ObjectStore
from tests.builders import EVERYONE, an_agent
from tests.servers.s3 import nanio_server, seaweed_server

PARTS: Final = 60
FILE_BYTES: Final = PARTS * LARGEST_PART_BYTES
"""1.007 GB."""
SMALL_FILES: Final = 1_000
SMALL_BYTES: Final = 10_000
ROUNDS: Final = 3
AT_A_TIME: Final = 3
"""Parts that the bare client sends at a time, unless it is told otherwise; ours are sent so too."""
LEAST_SHARE: Final = 0.6
LEAST_SHARE_OF_SMALL: Final = 0.3
SERVERS: Final = {"nanio": nanio_server, "seaweedfs": seaweed_server}
_BUCKET: Final = "velociraptor-artifacts"
_STORE: Final = "/api/agent_data_store"


@frozen
class Rates:
    """How many bytes a second each way has done, in each round."""

    seen: dict[str, list[float]] = field(factory=dict)

    def take(self, name: str, size_bytes: int, use: Callable[[], object]) -> None:
        """Does something once."""
        began = time.perf_counter()
        use()
        self.seen.setdefault(name, []).append(size_bytes / (time.perf_counter() - began))

    def share(self, name: str, floor: str, bar: float) -> bool:
        """Prints a figure beside its floor, and tells whether its bar is met."""
        return verdict(f"{name}, of {floor}", self.median(name) / self.median(floor), bar, unit="of it")

    def median(self, name: str) -> float:
        """Returns the middle one of the rounds."""
        return median(self.seen[name])

    def tell(self) -> None:
        """Prints all figures."""
        for name, rates in self.seen.items():
            line(f"  {name}: {median(rates) / 1e6:,.1f} MB/s ({', '.join(f'{rate / 1e6:,.1f}' for rate in rates)})")


def measure(kind: str, parts: int = PARTS, small_files: int = SMALL_FILES) -> bool:
    """Measures one server of S3 through the API, and tells whether all bars are met."""
    size_bytes = parts * LARGEST_PART_BYTES
    heading(f"A file of {size_bytes / 1e9:.2f} GB and {small_files:,} of 10 kB through the API, {kind}")
    with empty_database("sqlite") as (folder, url), SERVERS[kind](folder / "s3") as server:
        place = server.place
        keys = {"s3_url": place.url, "s3_access_key": place.access_key, "s3_secret_key": place.secret_key}
        bare = Minio(f"127.0.0.1:{server.port}", place.access_key, place.secret_key, secure=False)
        source, rates = _file(folder / "file", size_bytes), Rates()
        with running_api(folder, url, **keys) as api, api.client() as client:
            agent = _agent(api)
            for _ in range(ROUNDS):
                _large(rates, bare, client, agent, source, size_bytes)
                _small(rates, bare, client, agent, small_files)
    rates.tell()
    return all(
        [
            rates.share("raw parts", "bare put", LEAST_SHARE),
            rates.share("download", "bare get", LEAST_SHARE),
            rates.share("small files, together", "bare small files", LEAST_SHARE_OF_SMALL),
        ]
    )


def measure_folder(parts: int = PARTS) -> bool:
    """Measures the store of a folder, and tells whether its bar is met."""
    size_bytes = parts * LARGEST_PART_BYTES
    heading(f"A file of {size_bytes / 1e9:.2f} GB into the folder store, against cp with fsync")
    with empty_database("sqlite") as (folder, _):
        store, rates, source = FilesystemObjectStore(folder / "objects"), Rates(), _file(folder / "file", size_bytes)
        store.ensure_bucket(_BUCKET)
        for _ in range(ROUNDS):
            rates.take("cp and fsync", size_bytes, lambda: _copy(source, folder / "copy"))
            rates.take("put", size_bytes, lambda: store.put(_BUCKET, "a/put.bin", _chunks(source)))
            rates.take("parts", size_bytes, lambda: _by_parts(store, source, parts))
            rates.take("SHA-256 alone", size_bytes, lambda: _hash(source))
            (folder / "copy").unlink()
            for key in ("a/put.bin", "a/parts.bin"):
                store.delete(_BUCKET, key)
    rates.tell()
    # Parts are shown beside it: each is on the disk by itself before it is answered, which cp does once for the file.
    return rates.share("put", "cp and fsync", LEAST_SHARE)


def _large(rates: Rates, bare: Minio, client: httpx.Client, agent: str, source: Path, size_bytes: int) -> None:
    with source.open("rb") as file:
        rates.take("bare put", size_bytes, lambda: bare.put_object(_BUCKET, "bare/file.bin", file, size_bytes))
    stored: list[str] = []
    rates.take("raw parts", size_bytes, lambda: stored.append(_raw_parts(client, agent, source, size_bytes)))
    with source.open("rb") as file:
        rates.take("multipart", size_bytes, lambda: stored.append(_multipart(client, agent, file)))
    rates.take("bare get", size_bytes, lambda: _bare_get(bare))
    address = str(client.base_url.join(f"{_place(agent)}/{stored[0]}/download"))
    rates.take("download", size_bytes, lambda: _download(address, client.headers["authorization"]))
    bare.remove_object(_BUCKET, "bare/file.bin")
    for one in stored:
        client.delete(f"{_place(agent)}/{one}", params={"reason": "measured"}).raise_for_status()


def _small(rates: Rates, bare: Minio, client: httpx.Client, agent: str, count: int) -> None:
    content = os.urandom(SMALL_BYTES)

    def bare_files() -> None:
        for number in range(count):
            bare.put_object(_BUCKET, f"bare/{number}.bin", io.BytesIO(content), SMALL_BYTES)

    def files() -> None:
        for _ in range(count):
            _multipart(client, agent, io.BytesIO(content))

    def together() -> None:
        forms = [("file", (f"{number}.bin", content)) for number in range(count)]
        answer = client.post(f"{_STORE}/upload/many", data={"agent_id": agent}, files=forms, timeout=120)
        answer.raise_for_status()

    rates.take("bare small files", count * SMALL_BYTES, bare_files)
    rates.take("small files, each alone", count * SMALL_BYTES, files)
    rates.take("small files, together", count * SMALL_BYTES, together)


def _raw_parts(client: httpx.Client, agent: str, source: Path, size_bytes: int) -> str:
    body = {"file_name": "file.bin", "size_bytes": size_bytes, "agent_id": agent}
    upload = client.post(f"{_STORE}/uploads", json=body).raise_for_status().json()["id"]
    here = f"{_STORE}/uploads/{upload}"

    def put(number: int) -> None:
        with source.open("rb") as file:
            file.seek((number - 1) * LARGEST_PART_BYTES)
            client.put(f"{here}/parts/{number}", content=file.read(LARGEST_PART_BYTES)).raise_for_status()

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(put, range(1, size_bytes // LARGEST_PART_BYTES + 1)))
    artifact: dict[str, Any] = client.post(f"{here}/complete", json={}).raise_for_status().json()
    return str(artifact["id"])


def _multipart(client: httpx.Client, agent: str, file: Any) -> str:
    answer = client.post(f"{_STORE}/upload", data={"agent_id": agent}, files={"file": ("file.bin", file)})
    return str(answer.raise_for_status().json()["id"])


def _download(address: str, authorization: str) -> None:
    # By what the bare client is built on, so that what differs is not how a client reads.
    with urllib3.PoolManager() as pool:
        answer = pool.request("GET", address, headers={"Authorization": authorization}, preload_content=False)
        if answer.status != 200:
            raise RuntimeError(f"it was not handed out: {answer.status}")
        for _ in answer.stream(USUAL_CHUNK_BYTES):
            pass
        answer.release_conn()


def _bare_get(bare: Minio) -> None:
    answer = bare.get_object(_BUCKET, "bare/file.bin")
    with closing(answer):
        for _ in answer.stream(USUAL_CHUNK_BYTES):
            pass
    answer.release_conn()


def _by_parts(store: ObjectStore, source: Path, parts: int) -> None:
    upload = store.begin_upload(_BUCKET, "a/parts.bin")
    for number in range(1, parts + 1):
        store.put_part(_BUCKET, upload, number, _chunks(source, number))
    store.complete_upload(_BUCKET, upload)


def _chunks(source: Path, part: int | None = None) -> Iterator[bytes]:
    """The bytes of a file, or of one of its parts."""
    with source.open("rb") as file:
        file.seek(0 if part is None else (part - 1) * LARGEST_PART_BYTES)
        left = None if part is None else LARGEST_PART_BYTES // USUAL_CHUNK_BYTES
        yield from islice(iter(lambda: file.read(USUAL_CHUNK_BYTES), b""), left)


def _copy(source: Path, target: Path) -> None:
    program = shutil.which("cp")
    if program is None:
        raise RuntimeError("there is no cp here")
    subprocess.run([program, "--reflink=never", str(source), str(target)], check=True)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _hash(source: Path) -> None:
    digest = hashlib.sha256()
    for chunk in _chunks(source):
        digest.update(chunk)


def _file(path: Path, size_bytes: int) -> Path:
    block = os.urandom(LARGEST_PART_BYTES)
    with path.open("wb") as file:
        for _ in range(size_bytes // LARGEST_PART_BYTES):
            file.write(block)
        file.flush()
        # Else what comes first would pay for it.
        os.fsync(file.fileno())
    return path


def _agent(api: RunningApi) -> str:
    platform = build(api.settings)
    with closing(platform):
        agent_id = AgentId(platform.container.ids.new())
        with platform.container.work(EVERYONE) as work:
            owner = work.customers.by_code(CUSTOMERS[0], reach=EVERYONE)
            work.agents.add_all([an_agent("host", id=agent_id, customer_id=owner.id)])
            work.commit()
    return str(agent_id)


def _place(agent: str) -> str:
    return f"{_STORE}/agent/{agent}/artifacts"
