"""What a caller is told where there is no room for files."""

from __future__ import annotations

import pytest

from entrypoints.api import problems
from socdomain.object_store import StorageFullError


@pytest.mark.parametrize("free_bytes", [0, 12_345, None])
def test_a_full_store_is_told_with_its_room_and_nobody_is_asked_to_come_again(free_bytes: int | None) -> None:
    error = StorageFullError(free_bytes)
    assert problems.document_of(error) == {
        "type": "/problems/storage-full",
        "title": "There is no room left for files",
        "status": 507,
        "detail": "There is no room left for files",
        "free_bytes": free_bytes,
    }
    assert problems.headers_of(error) == {}
