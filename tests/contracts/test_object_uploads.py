"""What every ``ObjectStore`` does with objects that are put by parts."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.object_parts import LARGEST_PART_BYTES, MOST_PARTS, SMALLEST_PART_BYTES, StoredPart
from socdomain.object_store import ObjectStore, StoredObject
from tests.contracts.object_stores import BUCKET, content, keys

FIRST, SECOND, LAST = b"1" * SMALLEST_PART_BYTES, b"2" * (SMALLEST_PART_BYTES + 1), b"the last one"


def put_again(store: ObjectStore, upload: str, part: StoredPart, data: bytes) -> None:
    """Puts a part in place of another one, until the store can tell them apart."""
    give_up_at = time.monotonic() + 30
    while part not in store.parts(BUCKET, upload):
        assert time.monotonic() < give_up_at
        store.put_part(BUCKET, upload, part.number, iter([data]))


@pytest.mark.parametrize("key", ["a/b/file.zip", "ünïcode", "🙂" * 256])
def test_parts_make_an_object_in_the_order_of_their_numbers(store: ObjectStore, key: str) -> None:
    upload = store.begin_upload(BUCKET, key)
    assert len(upload) <= 4_000
    assert list(store.parts(BUCKET, upload)) == []
    assert store.put_part(BUCKET, upload, 3, [LAST]) == StoredPart(3, len(LAST))
    store.put_part(BUCKET, upload, 1, [b"another one"])
    store.put_part(BUCKET, upload, 2, [SECOND[:100], b"", SECOND[100:]])
    put_again(store, upload, StoredPart(1, len(FIRST)), FIRST)
    parts = [StoredPart(1, len(FIRST)), StoredPart(2, len(SECOND)), StoredPart(3, len(LAST))]
    assert list(store.parts(BUCKET, upload)) == parts
    assert keys(store) == []
    assert [one.upload for one in store.uploads(BUCKET)] == [upload]

    whole = FIRST + SECOND + LAST
    stored = store.complete_upload(BUCKET, upload)

    assert stored == StoredObject(key, len(whole), hashlib.sha256(whole).digest())
    assert keys(store) == [key]
    assert store.stat(BUCKET, key) == stored
    assert content(store, key) == whole
    assert list(store.uploads(BUCKET)) == []
    with pytest.raises(NotFoundError):
        store.parts(BUCKET, upload)


def test_an_object_of_parts_takes_the_place_of_what_was_there(store: ObjectStore) -> None:
    store.put(BUCKET, "a", [b"old"])
    upload = store.begin_upload(BUCKET, "a")
    store.put_part(BUCKET, upload, 1, [b"new"])
    assert content(store, "a") == b"old"
    stored = store.complete_upload(BUCKET, upload)
    assert content(store, "a") == b"new"
    assert store.stat(BUCKET, "a") == stored


def test_a_part_that_breaks_off_leaves_the_one_that_was_there(store: ObjectStore) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the sender is gone")

    upload = store.begin_upload(BUCKET, "a")
    store.put_part(BUCKET, upload, 1, [b"whole"])
    for number in (1, 2):
        with pytest.raises(OSError, match="sender"):
            store.put_part(BUCKET, upload, number, broken())
    assert store.complete_upload(BUCKET, upload).size_bytes == 5
    assert content(store, "a") == b"whole"


def test_parts_that_make_no_object_are_refused_and_stay(store: ObjectStore) -> None:
    upload = store.begin_upload(BUCKET, "a")
    with pytest.raises(InvalidInputError, match="at least one"):
        store.complete_upload(BUCKET, upload)
    store.put_part(BUCKET, upload, 2, [b"last"])
    with pytest.raises(InvalidInputError, match="part 1 is missing"):
        store.complete_upload(BUCKET, upload)
    store.put_part(BUCKET, upload, 1, [FIRST[1:]])
    with pytest.raises(InvalidInputError, match=f"{SMALLEST_PART_BYTES} bytes each.*part 1 has {len(FIRST) - 1}"):
        store.complete_upload(BUCKET, upload)
    assert keys(store) == []
    put_again(store, upload, StoredPart(1, len(FIRST)), FIRST)
    assert store.complete_upload(BUCKET, upload).size_bytes == len(FIRST) + 4


def test_a_part_has_its_bounds(store: ObjectStore) -> None:
    upload = store.begin_upload(BUCKET, "a")
    assert store.put_part(BUCKET, upload, 1, [b"x" * LARGEST_PART_BYTES]).size_bytes == LARGEST_PART_BYTES
    with pytest.raises(InvalidInputError, match="at most"):
        store.put_part(BUCKET, upload, 2, [b"x" * LARGEST_PART_BYTES, b"y"])
    for number in (-1, 0, MOST_PARTS + 1):
        with pytest.raises(InvalidInputError):
            store.put_part(BUCKET, upload, number, [b""])
    assert [part.number for part in store.parts(BUCKET, upload)] == [1]


def test_an_upload_that_was_given_up_leaves_nothing(store: ObjectStore) -> None:
    upload = store.begin_upload(BUCKET, "a")
    store.put_part(BUCKET, upload, 1, [b"x"])
    store.abort_upload(BUCKET, upload)
    store.abort_upload(BUCKET, upload)
    assert list(store.uploads(BUCKET)) == []
    assert keys(store) == []
    for use in (
        lambda: store.put_part(BUCKET, upload, 1, [b"x"]),
        lambda: store.parts(BUCKET, upload),
        lambda: store.complete_upload(BUCKET, upload),
    ):
        with pytest.raises(NotFoundError):
            use()


def test_uploads_are_told_with_their_beginning(store: ObjectStore) -> None:
    uploads = [store.begin_upload(BUCKET, key) for key in ("a", "a", "ünïcode", "🙂" * 256)]
    found = list(store.uploads(BUCKET))
    assert sorted(one.upload for one in found) == sorted(uploads)
    assert all(one.began_at.utcoffset() == timedelta() for one in found)
    store.put_part(BUCKET, uploads[2], 1, [b"x"])
    for one in store.uploads(BUCKET):
        assert one.began_at <= one.changed_at <= datetime.now(UTC) + timedelta(seconds=2)
    store.abort_upload(BUCKET, found[0].upload)
    assert len(list(store.uploads(BUCKET))) == 3


@pytest.mark.parametrize("upload", ["", "none", "bm9uZQ==.none", "../x", "\ud800"], ids=ascii)
def test_an_upload_that_nobody_began_is_not_found(store: ObjectStore, upload: str) -> None:
    with pytest.raises(NotFoundError):
        store.put_part(BUCKET, upload, 1, [b"x"])
    with pytest.raises(NotFoundError):
        store.parts(BUCKET, upload)
    with pytest.raises(NotFoundError):
        store.complete_upload(BUCKET, upload)
    store.abort_upload(BUCKET, upload)


def test_uploads_in_a_bucket_that_is_not_there_are_not_found(store: ObjectStore) -> None:
    upload = store.begin_upload(BUCKET, "a")
    for use in (
        lambda: store.begin_upload("no-bucket", "a"),
        lambda: store.put_part("no-bucket", upload, 1, [b"x"]),
        lambda: store.parts("no-bucket", upload),
        lambda: store.complete_upload("no-bucket", upload),
        lambda: list(store.uploads("no-bucket")),
    ):
        with pytest.raises(NotFoundError):
            use()
