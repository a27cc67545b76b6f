"""What is done with a file while it is still written, on threads of their own: its hash, and the way to the disk."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

_WORTH_A_THREAD_BYTES: Final = 128 * 1024
_MOST_WAITING: Final = 4
"""Chunks, of a MiB each as they usually come."""
_FLUSH_BYTES: Final = 32 * 1024 * 1024
_flush = getattr(os, "fdatasync", os.fsync)


class Hashing:
    """Hashes data while it is written: each takes about as long as the other, and neither waits for each chunk."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._digest = hashlib.sha256()
        self._waiting: deque[Future[None]] = deque()

    def take(self, chunk: bytes) -> None:
        """Hashes a chunk, at once or behind those that wait."""
        if len(chunk) < _WORTH_A_THREAD_BYTES and not self._waiting:
            self._digest.update(chunk)
            return
        self._waiting.append(self._pool.submit(self._digest.update, chunk))
        self._wait(_MOST_WAITING)

    def sha256(self) -> bytes:
        """Returns the SHA-256 over all that was taken, 32 bytes."""
        self._wait(0)
        return self._digest.digest()

    def _wait(self, most: int) -> None:
        while len(self._waiting) > most:
            self._waiting.popleft().result()


class Flushing:
    """Brings a file to the disk while it is written, so that little is left to wait for at its end."""

    def __init__(self, pool: ThreadPoolExecutor, descriptor: int) -> None:
        self._pool = pool
        self._descriptor = descriptor
        self._last: Future[None] | None = None
        self._new_bytes = 0

    def written(self, size_bytes: int) -> None:
        """Tells that so many more bytes are written.

        Raises:
            OSError: What was written before did not come to the disk. The system says so once, so it must not be lost.
        """
        self._new_bytes += size_bytes
        if self._new_bytes >= _FLUSH_BYTES and (self._last is None or self._last.done()):
            self.wait()
            self._new_bytes = 0
            self._last = self._pool.submit(_flush, self._descriptor)

    def wait(self) -> None:
        """Waits for what is on its way; what is not is for whoever closes the file.

        Raises:
            OSError: It did not come to the disk.
        """
        if self._last is not None:
            self._last.result()
            self._last = None


@contextmanager
def beside_writing(descriptor: int) -> Iterator[tuple[Hashing, Flushing]]:
    """Yields both for a file that is open; when the block ends, neither uses the file any more."""
    with ThreadPoolExecutor(1, "hashing") as hashing, ThreadPoolExecutor(1, "flushing") as flushing:
        yield Hashing(hashing), Flushing(flushing, descriptor)
