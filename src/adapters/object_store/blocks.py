"""Data in blocks, however long the chunks are that it comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle


def blocks(data: Iterable[bytes], size_bytes: int, *, buffers: int = 1) -> Iterator[memoryview]:
    """Yields blocks of a size, and then one that is shorter; the last may be empty.

    Each lies in one of a few pieces of memory, so that it is good until as many others have been asked for.

    Args:
        data: In chunks of any length; what it raises is passed on.
        size_bytes: Of each block but the last.
        buffers: How many pieces of memory there are; the second and further ones are made when they are needed.
    """
    memories = cycle(_made(size_bytes, buffers))
    memory = next(memories)
    filled = 0
    for chunk in data:
        rest = memoryview(chunk)
        while rest:
            taken = rest[: size_bytes - filled]
            memory[filled : filled + len(taken)] = taken
            filled += len(taken)
            rest = rest[len(taken) :]
            if filled == size_bytes:
                yield memory
                memory, filled = next(memories), 0
    yield memory[:filled]


def _made(size_bytes: int, count: int) -> Iterator[memoryview]:
    for _ in range(count):
        yield memoryview(bytearray(size_bytes))
