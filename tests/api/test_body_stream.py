"""The bridge from the event loop to a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

import pytest

from entrypoints.api.api_errors import BodyBrokenOffError
from entrypoints.api.body_stream import MOST_WAITING_BYTES, PIECE_BYTES, read_on_thread

T = TypeVar("T")
CHUNK = b"x" * 65_536


def bridged(chunks: AsyncIterator[bytes], read: Callable[[Iterator[bytes]], T], *, idle_timeout_s: float = 10) -> T:
    """Runs the bridge on a loop of its own."""

    async def run(executor: ThreadPoolExecutor) -> T:
        return await read_on_thread(chunks, read, executor=executor, idle_timeout_s=idle_timeout_s)

    with ThreadPoolExecutor(1) as executor:
        return asyncio.run(run(executor))


async def chunks_of(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def test_what_arrives_is_read_in_order_and_whole() -> None:
    sent = [bytes([number % 251]) * (number * 37 % 1000) for number in range(500)]
    assert bridged(chunks_of(*sent), lambda pieces: b"".join(pieces)) == b"".join(sent)


def test_small_chunks_are_read_together_when_they_wait() -> None:
    """A hop between threads costs more than a copy."""
    release = Event()

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(40):
            yield CHUNK
            if number == 39:
                release.set()

    def read(pieces: Iterator[bytes]) -> list[int]:
        release.wait(10)
        return [len(piece) for piece in pieces]

    sizes = bridged(chunks(), read)
    assert sum(sizes) == 40 * len(CHUNK)
    assert len(sizes) == 3
    assert max(sizes) <= PIECE_BYTES + len(CHUNK)


def test_a_slow_reader_stops_the_sender() -> None:
    """No more than 4 MiB wait, however much there is to send."""
    sent: list[int] = []
    most_ahead: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(400):
            sent.append(len(CHUNK))
            yield CHUNK

    def read(pieces: Iterator[bytes]) -> int:
        size_bytes = 0
        for piece in pieces:
            size_bytes += len(piece)
            most_ahead.append(sum(sent) - size_bytes)
        return size_bytes

    assert bridged(chunks(), read) == 400 * len(CHUNK)
    assert max(most_ahead) <= MOST_WAITING_BYTES + 2 * len(CHUNK)


def test_a_reader_that_ends_early_ends_the_sending() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield CHUNK

    assert bridged(endless(), lambda pieces: len(next(pieces))) > 0


def test_a_reader_that_fails_does_not_wait_for_a_sender_that_is_silent() -> None:
    async def silent() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    def fail(pieces: Iterator[bytes]) -> None:
        raise KeyError("no such source")

    with pytest.raises(KeyError, match="no such source"):
        bridged(silent(), fail)


def test_a_sender_that_breaks_off_is_told_to_the_reader_after_what_arrived() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"whole"
        raise BodyBrokenOffError("gone")

    def read(pieces: Iterator[bytes]) -> bytes:
        assert next(pieces) == b"whole"
        with pytest.raises(BodyBrokenOffError, match="gone"):
            next(pieces)
        return b"kept"

    assert bridged(broken(), read) == b"kept"


def test_a_sender_that_falls_silent_is_broken_off() -> None:
    async def silent() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    with pytest.raises(BodyBrokenOffError, match="nothing arrived"):
        bridged(silent(), list, idle_timeout_s=0.01)


def test_a_request_that_is_given_up_ends_the_reader() -> None:
    """The server stops, the thread must not stay."""
    ended: list[Exception] = []

    async def silent() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    def read(pieces: Iterator[bytes]) -> None:
        try:
            list(pieces)
        except BodyBrokenOffError as error:
            ended.append(error)

    async def give_up(executor: ThreadPoolExecutor) -> None:
        task = asyncio.create_task(read_on_thread(silent(), read, executor=executor, idle_timeout_s=60))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with ThreadPoolExecutor(1) as executor:
        asyncio.run(give_up(executor))
    assert all("given up" in str(error) for error in ended)
