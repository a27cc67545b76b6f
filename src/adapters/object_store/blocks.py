"""Data in blocks, however long the chunks are that it comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def blocks(data: Iterable[bytes], size_bytes: int) -> Iterator[memoryview]:
    """Yields blocks of a size, and then one that is shorter; the last may be empty.

    Each lies in the same memory, so that it is good until the next one is asked for.

    Args:
        data: In chunks of any length; what it raises is passed on.
        size_bytes: Of each block but the last.
    """
    memory = memoryview(bytearray(size_bytes))
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
                filled = 0
    yield memory[:filled]
