"""The one bridge from a streamed body, which arrives on the event loop, to a use case, which reads it on a thread.

At most 4 MiB wait between the two. When the use case is slower, the loop stops reading, and so the client's sending
stops; when the client is gone or silent, the use case's iterator raises, and it keeps what was complete; when the use
case ends early, the loop stops reading.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor
from threading import Condition
from typing import TypeVar

from entrypoints.api.api_errors import BodyBrokenOffError

PIECE_BYTES = 1024 * 1024
MOST_WAITING_BYTES = 4 * PIECE_BYTES

T = TypeVar("T")


class BodyPipe:
    """Holds what has arrived and has not been read yet; written on the event loop, read on a thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._chunks: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._changed = Condition()
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._end: Exception | None = None
        self._has_ended = False
        self._is_read = True

    async def write(self, chunk: bytes) -> bool:
        """Adds what has arrived, and waits while too much does; tells whether anybody reads it."""
        with self._changed:
            self._chunks.append(chunk)
            self._waiting_bytes += len(chunk)
            if self._waiting_bytes >= MOST_WAITING_BYTES and self._is_read:
                self._has_room.clear()
            self._changed.notify()
        await self._has_room.wait()
        return self._is_read

    def end(self, error: Exception | None = None) -> None:
        """Says that nothing more arrives; what is said first stands.

        Args:
            error: Why, where the body was not whole.
        """
        with self._changed:
            if not self._has_ended:
                self._has_ended, self._end = True, error
            self._changed.notify()

    def pieces(self) -> Iterator[bytes]:
        """Yields what arrives, in pieces of about 1 MiB at most, as soon as there is any; on the reading thread.

        Raises:
            BodyBrokenOffError: The body ended before it was whole.
        """
        while piece := self._next_piece():
            yield piece
        if self._end is not None:
            raise self._end

    def stop_reading(self) -> None:
        """Says that nobody reads any more; on the reading thread."""
        with self._changed:
            self._is_read = False
            self._chunks.clear()
        self._loop.call_soon_threadsafe(self._has_room.set)

    def _next_piece(self) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._chunks or self._has_ended)
            taken: list[bytes] = []
            size_bytes = 0
            while self._chunks and size_bytes < PIECE_BYTES:
                taken.append(self._chunks.popleft())
                size_bytes += len(taken[-1])
            was_full = self._waiting_bytes >= MOST_WAITING_BYTES
            self._waiting_bytes -= size_bytes
            has_room_again = was_full and self._waiting_bytes < MOST_WAITING_BYTES
        if has_room_again:
            self._loop.call_soon_threadsafe(self._has_room.set)
        return b"".join(taken)


async def read_on_thread(
    chunks: AsyncIterator[bytes], read: Callable[[Iterator[bytes]], T], *, executor: Executor, idle_timeout_s: float
) -> T:
    """Runs a function on a thread over a body that is still arriving.

    Args:
        chunks: The body; ends with an exception where it breaks off.
        read: What reads it, from beginning to end, or until it raises.
        executor: Whose thread runs it.
        idle_timeout_s: A body of which nothing arrives for longer is broken off.

    Returns:
        What the function returns.
    """
    loop = asyncio.get_running_loop()
    pipe = BodyPipe(loop)

    def run() -> T:
        try:
            return read(pipe.pieces())
        finally:
            pipe.stop_reading()

    reading = loop.run_in_executor(executor, run)
    filling = asyncio.create_task(_fill(pipe, chunks, idle_timeout_s))
    try:
        return await reading
    finally:
        # Whether the use case ended early or the server is stopping: nothing more is read, and the thread ends.
        pipe.end(BodyBrokenOffError("the request was given up"))
        filling.cancel()
        await asyncio.wait([filling])


async def _fill(pipe: BodyPipe, chunks: AsyncIterator[bytes], idle_timeout_s: float) -> None:
    try:
        while True:
            async with asyncio.timeout(idle_timeout_s):
                chunk = await anext(chunks, None)
            if chunk is None or not await pipe.write(chunk):
                break
    except TimeoutError:
        pipe.end(BodyBrokenOffError(f"nothing arrived for {idle_timeout_s:g} seconds"))
    except Exception as error:
        pipe.end(error)
    else:
        pipe.end()
