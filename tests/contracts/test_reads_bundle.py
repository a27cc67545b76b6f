"""What every ``ReadsBundle`` does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from socdomain.artifacts.bundle.ports import ReadsBundle
from socdomain.memory import MemoryBundle
from watchfloor_verify.bundle_file import BundleFile


@pytest.fixture(params=["memory", "file"])
def bundle(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReadsBundle]:
    if request.param == "memory":
        yield MemoryBundle(b"0123456789")
        return
    path = tmp_path / "bundle"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        yield BundleFile(file)


def test_bytes_are_read_from_any_place(bundle: ReadsBundle) -> None:
    assert bundle.size_bytes == 10
    assert [bundle.read(7, 2), bundle.read(0, 3), bundle.read(0, 10)] == [b"78", b"012", b"0123456789"]


def test_fewer_come_only_where_it_ends(bundle: ReadsBundle) -> None:
    assert [bundle.read(8, 5), bundle.read(10, 5), bundle.read(99, 5), bundle.read(3, 0)] == [b"89", b"", b"", b""]
