"""What every ``ObjectStore`` does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.object_parts import LARGEST_PART_BYTES
from socdomain.object_store import ObjectStore, StoredObject, check_bucket
from tests.contracts.object_stores import BUCKET, content, keys

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
    "d/" * 511 + "e",
]


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
    assert keys(store, "d/d/") == [ODD_KEYS[-1]]


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


def test_the_list_tells_sizes_and_when_each_was_stored(store: ObjectStore) -> None:
    # Servers tell whole seconds, and file systems the time of their last tick.
    slack, began = timedelta(seconds=2), datetime.now(UTC)
    for key, size_bytes in (("a/file.bin", 3), ("b.bin", 0), ("🙂" * 256, 70_000)):
        store.put(BUCKET, key, [b"x" * size_bytes])
    upload = store.begin_upload(BUCKET, "parts.bin")
    store.put_part(BUCKET, upload, 1, [b"12345"])
    store.complete_upload(BUCKET, upload)

    found = {one.key: one for one in store.list(BUCKET)}

    sizes = {"a/file.bin": 3, "b.bin": 0, "🙂" * 256: 70_000, "parts.bin": 5}
    assert {key: one.size_bytes for key, one in found.items()} == sizes
    for one in found.values():
        assert one.stored_at.utcoffset() == timedelta()
        assert began - slack <= one.stored_at <= datetime.now(UTC) + slack


def test_what_is_listed_may_be_deleted_meanwhile(store: ObjectStore) -> None:
    expected = {f"agent/{number:02}/file.bin" for number in range(40)}
    for key in expected:
        store.put(BUCKET, key, [b"x"])
    seen = []
    for one in store.list(BUCKET):
        seen.append(one.key)
        assert store.delete(BUCKET, one.key)
    assert len(seen) == len(set(seen))
    assert set(seen) == expected
    assert keys(store) == []


def test_how_much_room_there_is_is_told_where_it_can_be_known(store: ObjectStore) -> None:
    free_bytes = store.free_bytes()
    assert free_bytes is None or free_bytes > 1_000_000


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


SIZES = {"empty": 0, "small": 10, "chunks": 2_500_000}
RANGES = [
    (0, None),
    (0, 0),
    (3, 7),
    (9, None),
    (9, 9),
    (9, 10_000_000),
    (10, None),
    (1_048_575, 1_048_576),
    (10**12, None),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("range_", RANGES, ids=str)
def test_a_part_of_an_object_is_what_lies_there(store: ObjectStore, size: str, range_: tuple[int, int | None]) -> None:
    whole = bytes(place * 7 % 251 for place in range(SIZES[size]))
    store.put(BUCKET, "a/file.bin", [whole])
    first, last = range_
    found = b"".join(store.get(BUCKET, "a/file.bin", first_byte=first, last_byte=last))
    assert found == whole[first : None if last is None else last + 1]


@pytest.mark.parametrize("range_", [(-1, None), (0, -1), (5, 4)], ids=str)
def test_places_that_cannot_be_are_refused(store: ObjectStore, range_: tuple[int, int | None]) -> None:
    store.put(BUCKET, "a", [b"0123456789"])
    with pytest.raises(InvalidInputError):
        store.get(BUCKET, "a", first_byte=range_[0], last_byte=range_[1])


def test_a_part_of_what_is_not_there_is_not_found_at_once(store: ObjectStore) -> None:
    with pytest.raises(NotFoundError):
        store.get(BUCKET, "none", first_byte=1)


@pytest.mark.parametrize("size_bytes", [LARGEST_PART_BYTES - 1, LARGEST_PART_BYTES, LARGEST_PART_BYTES + 1])
def test_a_large_object_comes_back_as_it_was_put(store: ObjectStore, size_bytes: int) -> None:
    chunks = [bytes([number % 251]) * 999_983 for number in range(size_bytes // 999_983)]
    chunks.append(b"z" * (size_bytes - sum(map(len, chunks))))
    whole = hashlib.sha256(b"".join(chunks)).digest()

    stored = store.put(BUCKET, "large/file.bin", iter(chunks))

    assert stored == StoredObject("large/file.bin", size_bytes, whole)
    assert store.stat(BUCKET, "large/file.bin") == stored
    assert [(one.key, one.size_bytes) for one in store.list(BUCKET)] == [("large/file.bin", size_bytes)]
    assert hashlib.sha256(content(store, "large/file.bin")).digest() == whole
    assert store.delete(BUCKET, "large/file.bin")
    assert list(store.list(BUCKET)) == []


def test_large_data_that_breaks_off_leaves_nothing(store: ObjectStore) -> None:
    def broken() -> Iterator[bytes]:
        yield from [b"x" * 1_000_000] * 40
        raise OSError("the sender is gone")

    with pytest.raises(OSError, match="sender"):
        store.put(BUCKET, "a", broken())
    assert keys(store) == []
    assert list(store.uploads(BUCKET)) == []
