"""Hashes of uploads, from parts as they come; where that cannot be, None and never a wrong one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from threading import Barrier, Event, Thread

import pytest

from adapters.object_store.running_hashes import RunningHashes


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def put(hashes: RunningHashes, number: int, data: bytes, upload: str = "one") -> None:
    with hashes.part(upload, number) as add:
        add([data[:2], data[2:]], f"tag of {data!r}")


def tags(*parts: bytes) -> list[str]:
    return [f"tag of {part!r}" for part in parts]


@pytest.fixture
def hashes() -> RunningHashes:
    return RunningHashes()


def test_parts_in_order_are_hashed_once(hashes: RunningHashes) -> None:
    for number, part in enumerate((b"first", b"", b"last"), start=1):
        put(hashes, number, part)
    assert hashes.sha256("one", tags(b"first", b"", b"last")) == sha256(b"first", b"last")
    assert hashes.sha256("one", tags(b"first", b"", b"last")) is None


def test_a_part_that_fails_may_come_again(hashes: RunningHashes) -> None:
    put(hashes, 1, b"first")
    with pytest.raises(OSError, match="gone"), hashes.part("one", 2):
        raise OSError("the sender is gone")
    put(hashes, 2, b"last")
    assert hashes.sha256("one", tags(b"first", b"last")) == sha256(b"first", b"last")


@pytest.mark.parametrize("numbers", [(2, 1), (1, 3, 2), (1, 1), (1, 2, 1), (2,)], ids=str)
def test_parts_that_come_otherwise_have_to_be_read(hashes: RunningHashes, numbers: tuple[int, ...]) -> None:
    for number in numbers:
        put(hashes, number, b"x%d" % number)
    assert hashes.sha256("one", tags(*(b"x%d" % number for number in sorted(set(numbers))))) is None


@pytest.mark.parametrize("there", [(b"first",), (b"first", b"other"), (b"first", b"last", b"more"), ()], ids=str)
def test_other_parts_than_came_through_here_have_to_be_read(hashes: RunningHashes, there: tuple[bytes, ...]) -> None:
    put(hashes, 1, b"first")
    put(hashes, 2, b"last")
    assert hashes.sha256("one", tags(*there)) is None


def test_uploads_that_nobody_ends_are_forgotten() -> None:
    hashes = RunningHashes(most_uploads=3)
    for number in range(4):
        put(hashes, 1, b"x", f"upload {number}")
    assert hashes.sha256("upload 0", tags(b"x")) is None
    assert hashes.sha256("upload 3", tags(b"x")) == sha256(b"x")
    hashes.forget("upload 2")
    assert hashes.sha256("upload 2", tags(b"x")) is None


def test_parts_that_come_at_the_same_time_wait_for_their_turn(hashes: RunningHashes) -> None:
    """Each is stored before the one in front of it, which is on its way."""
    parts = {number: bytes([number]) * 1_000 for number in range(1, 6)}
    all_come, stored = Barrier(len(parts)), {number: Event() for number in parts}

    def coming(number: int) -> None:
        with hashes.part("one", number) as add:
            all_come.wait(30)
            assert number == len(parts) or stored[number + 1].wait(30)
            stored[number].set()
            add([parts[number]], f"tag of {parts[number]!r}")

    threads = [Thread(target=coming, args=[number]) for number in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert hashes.sha256("one", tags(*parts.values())) == sha256(*parts.values())


def test_a_part_that_came_twice_while_it_was_hashed_has_to_be_read(hashes: RunningHashes) -> None:
    def data() -> Iterator[bytes]:
        yield b"x"
        put(hashes, 1, b"x")

    with hashes.part("one", 1) as add:
        add(data(), "tag of b'x'")
    assert hashes.sha256("one", tags(b"x", b"x")) is None


def test_a_part_that_fails_once_it_is_hashed_has_to_be_read(hashes: RunningHashes) -> None:
    def failing() -> None:
        with hashes.part("one", 1) as add:
            add([b"x"], "tag of b'x'")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        failing()
    assert hashes.sha256("one", tags(b"x")) is None
