"""Each ``ObjectStore`` there is, empty but for a bucket: those of S3 on real servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.object_store.filesystem import FilesystemObjectStore
from adapters.object_store.s3 import S3ObjectStore
from socdomain.memory import MemoryObjectStore
from socdomain.object_store import ObjectStore
from tests.servers.s3 import S3Server, nanio_server, seaweed_server

BUCKET = "copilot-cases"


@pytest.fixture(scope="session")
def s3_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], S3Server]]:
    """Starts each server of S3 when it is first asked for."""
    makers = {"nanio": nanio_server, "seaweedfs": seaweed_server}
    with ExitStack() as running:
        yield cache(lambda kind: running.enter_context(makers[kind](tmp_path_factory.mktemp(kind) / "data")))


@pytest.fixture(params=["memory", "filesystem", "nanio", "seaweedfs"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """An empty store of each kind."""
    kinds: dict[str, Callable[[], ObjectStore]] = {
        "memory": lambda: MemoryObjectStore(SystemClock()),
        "filesystem": lambda: FilesystemObjectStore(tmp_path / "objects"),
    }
    if request.param in kinds:
        made = kinds[request.param]()
    else:
        made = S3ObjectStore(request.getfixturevalue("s3_servers")(request.param).place)
        for bucket in (BUCKET, "sysmon-configs"):
            remove_bucket(made, bucket)
    made.ensure_bucket(BUCKET)
    return made


def remove_bucket(store: S3ObjectStore, bucket: str) -> None:
    """Removes a bucket with everything in it, if it is there."""
    client = store._client
    if client.bucket_exists(bucket):
        for one in [*client.list_objects(bucket, recursive=True)]:
            client.remove_object(bucket, str(one.object_name))
        for upload in [*store.uploads(bucket)]:
            store.abort_upload(bucket, upload.upload)
        client.remove_bucket(bucket)


def content(store: ObjectStore, key: str, bucket: str = BUCKET) -> bytes:
    """The bytes of an object."""
    return b"".join(store.get(bucket, key))


def keys(store: ObjectStore, prefix: str = "") -> list[str]:
    """The keys that begin so, in their order."""
    return sorted(one.key for one in store.list(BUCKET, prefix))
