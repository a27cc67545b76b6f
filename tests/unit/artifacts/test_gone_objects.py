"""An object that is gone is one thing, and a bucket that is away another."""

from __future__ import annotations

import pytest

from socdomain.artifacts.gone_objects import check_is_there, only_objects_are_gone
from socdomain.errors import NotFoundError, StorageUnavailableError
from socdomain.memory import MemoryObjectStore


def test_an_object_that_is_not_there_is_said_to_be_gone() -> None:
    objects = MemoryObjectStore()
    objects.ensure_bucket("files")
    with pytest.raises(NotFoundError) as told, only_objects_are_gone():
        objects.stat("files", "a")
    assert told.value.kind == "object"


def test_a_bucket_that_is_away_is_a_store_that_fails() -> None:
    with pytest.raises(StorageUnavailableError, match="has no bucket files"), only_objects_are_gone():
        MemoryObjectStore().stat("files", "a")


def test_a_store_is_asked_whether_it_has_a_bucket() -> None:
    objects = MemoryObjectStore()
    with pytest.raises(StorageUnavailableError):
        check_is_there(objects, "files")
    objects.ensure_bucket("files")
    objects.put("files", "a", [b"a"])
    check_is_there(objects, "files")
