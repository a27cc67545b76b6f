"""The zip around the entries: each byte of it stands where bundles have it, or is named."""

from __future__ import annotations

import tracemalloc
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest

from socdomain.artifacts import VerifyBundle
from socdomain.artifacts.bundle.findings import Findings
from socdomain.artifacts.bundle.zip_form import ZipEntry, behind_data, central_header, local_header, tail
from socdomain.artifacts.bundle.zip_reader import read_directory
from socdomain.memory import MemoryBundle, MemoryObjectStore
from socdomain.object_store import StoredObject
from tests.unit.artifacts.bundling import KEYS, Bundler, verify
from tests.unit.artifacts.locker import Locker
from watchfloor_verify.bundle_file import BundleFile

MIB: Final = 1024 * 1024
ZEROS: Final = bytes(MIB)


def zipped(
    *, gap: bytes = b"", behind: bytes = b"", further: bytes = b"", count: int = 1, size_bytes: int = 4
) -> bytes:
    """A zip of one entry, with something where nothing belongs."""
    entry = ZipEntry("a", size_bytes, zlib.crc32(b"data"), len(gap))
    data = gap + local_header("a") + b"data" + behind_data(entry) + behind
    directory = central_header(entry) + further
    return data + directory + tail(count, len(directory), len(data))


def said(body: bytes) -> list[str]:
    """What is said to be wrong."""
    findings = Findings()
    read_directory(MemoryBundle(body), findings)
    return [one.detail for one in findings.found]


def flipped(body: bytes, place: int) -> bytes:
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def test_a_zip_as_bundles_have_it() -> None:
    assert said(zipped()) == []


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (zipped(gap=b"x"), "it begins at 1, where 0 is expected"),
        (zipped(behind=b"x"), "its directory begins at 80, where 79 is expected"),
        (zipped(further=b"x"), "its directory holds bytes that belong to no entry"),
        (zipped(count=0), "its directory holds bytes that belong to no entry"),
        (zipped(count=2), "its directory cannot be read from entry 2 on"),
        (zipped(count=2, further=bytes(100)), "its directory cannot be read from entry 2 on"),
        (zipped(count=100_001), "it says that it has 100001 entries; no bundle has so many"),
        (zipped(count=2**63), f"it says that it has {2**63} entries; no bundle has so many"),
        (zipped(size_bytes=2**63), "it does not end before the directory begins"),
        (zipped(size_bytes=3), "what stands behind its data is not as bundles are written"),
        (zipped()[10:], "10 bytes are missing before its end"),
        (flipped(zipped(), 6), "what stands before its data is not as bundles are written"),
        (flipped(zipped(), 79 - 24), "what stands behind its data is not as bundles are written"),
        (flipped(zipped(), 79 + 6), "its part of the directory is not as bundles are written"),
        (flipped(zipped(), len(zipped()) - 98 + 12), "the end of the zip is not as bundles are written"),
        (flipped(zipped(), len(zipped()) - 98), "the end of the zip is not that of a bundle"),
        (zipped()[:-98] + zipped()[-22:], "the end of the zip is not that of a bundle"),
        (zipped() + b"xyz", "3 bytes stand behind the end of the zip"),
        (b"xyz" + zipped(), "3 bytes stand before the zip, or within it where nothing belongs"),
    ],
)
def test_what_is_not_as_bundles_have_it(body: bytes, detail: str) -> None:
    assert detail in said(body)


def test_no_byte_is_read_for_two_entries() -> None:
    """A few megabytes with 100,000 entries over all of them would have to be read for days."""
    data, directory = b"", b""
    for name, offset in (("a", 0), ("b", 0), ("c", 40), ("d", 79)):
        entry = ZipEntry(name, 4, zlib.crc32(b"data"), offset)
        data = data[:offset] + local_header(name) + b"data" + behind_data(entry) if offset in {0, 79} else data
        directory += central_header(entry)
    findings = Findings()
    found = read_directory(MemoryBundle(data + directory + tail(4, len(directory), len(data))), findings)
    assert found is not None
    assert [one.name for one in found.entries] == ["a", "d"]
    assert {one.detail for one in findings.found} >= {
        "it begins at 0, where 79 is expected",
        "it begins at 40, where 79 is expected",
    }


def test_a_crc_that_is_not_of_the_data() -> None:
    """It is proved by SHA-256 all the same; but whoever unpacks it with another program would be told of an error."""
    locker = Locker().open()
    locker.store(content=b"evidence")
    body = Bundler(locker).export()
    right = zlib.crc32(b"evidence").to_bytes(4, "little")
    assert body.count(right) == 2
    found = verify(body.replace(right, b"\1\2\3\4")).findings
    assert [(str(one.kind), one.about) for one in found] == [("archive changed", "files/0001-evil.exe")]


class Zeros(MemoryObjectStore):
    """A store with one object of many zeros, which it makes as they are asked for."""

    size_bytes = 2048 * MIB
    sha256 = bytes.fromhex("a7c744c13cc101ed66c29f672f92455547889cc586ce6d44fe76ae824958ea51")

    def put(self, bucket: str, key: str, data: Iterable[bytes]) -> StoredObject:
        super().put(bucket, key, data)
        return self.stat(bucket, key)

    def stat(self, bucket: str, key: str) -> StoredObject:
        return StoredObject(key, self.size_bytes, self.sha256)

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        return (ZEROS for _ in range(self.size_bytes // MIB))


def test_two_gibibytes_take_little_memory(tmp_path: Path) -> None:
    """Neither making nor verifying a bundle holds a file; on disk its zeros are a hole."""
    locker = Locker(objects=Zeros(), most_bytes=2**40, most_bytes_of_customer=2**40).open()
    locker.store("disk.img")
    path = tmp_path / "bundle.zip"
    tracemalloc.start()
    try:
        with path.open("w+b") as file:
            for piece in Bundler(locker).exporting().content:
                if piece is ZEROS:
                    file.seek(len(piece), 1)
                else:
                    file.write(piece)
            report = VerifyBundle(KEYS).execute(BundleFile(file))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.is_proved, report.findings
    assert path.stat().st_size > 2048 * MIB
    assert peak_bytes < 32 * MIB
