"""What the store in memory does beside the contract: being full."""

from __future__ import annotations

import pytest

from socdomain.memory import MemoryObjectStore
from socdomain.object_store import StorageFullError

BUCKET = "copilot-cases"


def test_a_store_with_bounds_says_how_much_room_is_left_and_takes_no_more() -> None:
    store = MemoryObjectStore(room_bytes=10)
    store.ensure_bucket(BUCKET)
    store.put(BUCKET, "a", [b"1234"])
    upload = store.begin_upload(BUCKET, "b")
    store.put_part(BUCKET, upload, 1, [b"567"])
    assert store.free_bytes() == 3
    for use in (lambda: store.put(BUCKET, "c", [b"1234"]), lambda: store.put_part(BUCKET, upload, 2, [b"1234"])):
        with pytest.raises(StorageFullError) as failed:
            use()
        assert failed.value.free_bytes == 3
    assert [one.key for one in store.list(BUCKET)] == ["a"]
    store.complete_upload(BUCKET, upload)
    assert store.free_bytes() == 3
