"""What every ``ObjectStore`` does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.object_store.filesystem import FilesystemObjectStore
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.memory import MemoryObjectStore
from socdomain.object_store import ObjectStore, StoredObject, check_bucket

BUCKET = "copilot-cases"
ODD_KEYS = [
    "a",
    "A",
    "a.b",
    ".hidden",
    "...",
    "a/b",
    "a/b/c.object",
    "con",
    "sp ace/tab?*<>|:\\\"'",
    "%41/%2e%2e",
    "ünïcode/文件/🙂",
    "u\u0308",
    "-+~",
    "x" * 255 + "/" + "Y" * 700,
    "🙂" * 256,
]


@pytest.fixture(params=["memory", "filesystem"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    kinds: dict[str, Callable[[], ObjectStore]] = {
        "memory": MemoryObjectStore,
        "filesystem": lambda: FilesystemObjectStore(tmp_path / "objects"),
    }
    made = kinds[request.param]()
    made.ensure_bucket(BUCKET)
    return made


def content(store: ObjectStore, key: str, bucket: str = BUCKET) -> bytes:
    return b"".join(store.get(bucket, key))


def keys(store: ObjectStore, prefix: str = "") -> list[str]:
    return [one.key for one in store.list(BUCKET, prefix)]


def test_a_bucket_is_made_once(store: ObjectStore) -> None:
    assert store.ensure_bucket("sysmon-configs")
    store.put("sysmon-configs", "a", [b"kept"])
    assert not store.ensure_bucket("sysmon-configs")
    assert content(store, "a", "sysmon-configs") == b"kept"


@pytest.mark.parametrize("chunks", [[], [b""], [b"one"], [b"a" * 3_000_000, b"", b"b"], [bytes(range(256))] * 9])
def test_an_object_comes_back_as_it_was_put(store: ObjectStore, chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    stored = store.put(BUCKET, "one", iter(chunks))
    assert stored == StoredObject("one", len(whole), hashlib.sha256(whole).digest())
    assert store.stat(BUCKET, "one") == stored
    assert content(store, "one") == whole


def test_odd_keys_do_not_get_in_each_others_way(store: ObjectStore) -> None:
    for number, key in enumerate(ODD_KEYS):
        store.put(BUCKET, key, [str(number).encode()])
    assert [content(store, key) for key in ODD_KEYS] == [str(number).encode() for number in range(len(ODD_KEYS))]
    assert keys(store) == sorted(ODD_KEYS)


def test_a_put_takes_the_place_of_what_was_there(store: ObjectStore) -> None:
    store.put(BUCKET, "a", [b"old and longer"])
    store.put(BUCKET, "a", [b"new"])
    assert content(store, "a") == b"new"
    assert keys(store) == ["a"]


def test_what_is_being_read_stays_the_same(store: ObjectStore) -> None:
    store.put(BUCKET, "a", [b"1" * 3_000_000])
    reading = store.get(BUCKET, "a")
    first = next(reading)
    store.put(BUCKET, "a", [b"2"])
    assert first + b"".join(reading) == b"1" * 3_000_000


def test_data_that_breaks_off_leaves_what_was_there(store: ObjectStore) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the sender is gone")

    store.put(BUCKET, "a", [b"old"])
    for key in ("a", "b"):
        with pytest.raises(OSError, match="sender"):
            store.put(BUCKET, key, broken())
    assert keys(store) == ["a"]
    assert content(store, "a") == b"old"


def test_the_list_is_narrowed_by_any_beginning(store: ObjectStore) -> None:
    for key in ("case/1/a", "case/10/b", "case/2/c", "cases", "other"):
        store.put(BUCKET, key, [b""])
    assert keys(store, "case/1") == ["case/1/a", "case/10/b"]
    assert keys(store, "case/1/") == ["case/1/a"]
    assert keys(store, "case") == ["case/1/a", "case/10/b", "case/2/c", "cases"]
    for nothing in ("none", "case/9/", "../", "/", "case//1", "\ud800/", "x/" * 2_000):
        assert keys(store, nothing) == []


def test_what_was_deleted_is_gone(store: ObjectStore) -> None:
    store.put(BUCKET, "a/b", [b"1"])
    store.put(BUCKET, "a", [b"2"])
    assert store.delete(BUCKET, "a/b")
    assert not store.delete(BUCKET, "a/b")
    assert keys(store) == ["a"]
    with pytest.raises(NotFoundError):
        store.stat(BUCKET, "a/b")


@pytest.mark.parametrize("key", ["none", "a/b", "none/none"])
def test_what_is_not_there_is_not_found_at_once(store: ObjectStore, key: str) -> None:
    store.put(BUCKET, "a", [b""])
    with pytest.raises(NotFoundError):
        store.get(BUCKET, key)
    with pytest.raises(NotFoundError):
        store.stat(BUCKET, key)
    assert not store.delete(BUCKET, key)


def test_a_bucket_that_is_not_there_is_not_found(store: ObjectStore) -> None:
    for use in (
        lambda: store.put("no-bucket", "a", [b""]),
        lambda: store.get("no-bucket", "a"),
        lambda: store.stat("no-bucket", "a"),
        lambda: store.list("no-bucket"),
        lambda: store.delete("no-bucket", "a"),
    ):
        with pytest.raises(NotFoundError):
            use()


BAD_KEYS = ["", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", "a\0b", "a\nb", "\ud800", "x" * 1025]


@pytest.mark.parametrize("key", BAD_KEYS, ids=ascii)
def test_a_key_that_could_lead_elsewhere_is_refused(store: ObjectStore, key: str) -> None:
    for use in (
        lambda: store.put(BUCKET, key, [b""]),
        lambda: store.get(BUCKET, key),
        lambda: store.stat(BUCKET, key),
        lambda: store.delete(BUCKET, key),
    ):
        with pytest.raises(InvalidInputError):
            use()


@pytest.mark.parametrize(
    "name", ["", "ab", "..", "../x", "a/b", "UPPER", "-abc", "abc-", "a" * 64, "a.b", "abc\n", "äöü"]
)
def test_a_name_that_no_bucket_can_have_is_refused(store: ObjectStore, name: str) -> None:
    with pytest.raises(InvalidInputError):
        store.ensure_bucket(name)
    with pytest.raises(InvalidInputError):
        store.put(name, "a", [b""])


@pytest.mark.parametrize("name", ["abc", "a-1", "a" * 63, "incident-management-reports"])
def test_a_name_that_every_store_takes_passes(name: str) -> None:
    assert check_bucket(name) == name
