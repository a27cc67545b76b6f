"""SHA-256 over uploads, as far as their parts come in order through this process: nobody has to read them again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Condition
from typing import Any, Final

from attrs import define, field

_MOST_UPLOADS: Final = 256
_WAIT_S: Final = 2.0
"""Seconds that a part waits for those before it, which are on their way too; its bytes are in memory meanwhile."""

Adds = Callable[[Iterable[bytes | memoryview], str], None]
"""Told the bytes of a part, and by what the store knows it from another one of the same number."""


@define(eq=False)
class _Running:
    """One upload.

    Attributes:
        digest: Over the parts so far.
        tags: One for each of them.
        coming: Numbers of the parts that are on their way.
        given_up: Whether a part came twice, or too early.
    """

    digest: Any = field(factory=hashlib.sha256)
    tags: list[str] = field(factory=list)
    coming: set[int] = field(factory=set)
    given_up: bool = False


class RunningHashes:
    """Hashes the parts of uploads as they come; where it cannot, the object has to be read.

    Args:
        most_uploads: How many are remembered; the one that began first is forgotten for another one.
    """

    def __init__(self, most_uploads: int = _MOST_UPLOADS) -> None:
        self._most_uploads = most_uploads
        self._uploads = OrderedDict[str, _Running]()
        self._changed = Condition()

    @contextmanager
    def part(self, upload: str, number: int) -> Iterator[Adds]:
        """Tells that a part is on its way for the length of the block; what it yields is told its bytes.

        Where the block raises after that, the upload has to be read.

        Args:
            upload: Of which upload.
            number: Of the part, from 1.
        """
        with self._changed:
            running = self._uploads.setdefault(upload, _Running())
            # It would take the place of one that is hashed, or is about to be.
            running.given_up |= number <= len(running.tags) or number in running.coming
            running.coming.add(number)
            while len(self._uploads) > self._most_uploads:
                self._uploads.popitem(last=False)
        try:
            yield partial(self._add, running, number)
        except BaseException:
            # What was hashed of it does not count, and cannot be taken out again.
            running.given_up |= number <= len(running.tags)
            raise
        finally:
            with self._changed:
                running.coming.discard(number)
                self._changed.notify_all()

    def sha256(self, upload: str, tags: Sequence[str]) -> bytes | None:
        """Returns the SHA-256 over an upload, 32 bytes, and forgets it; None where it is not known.

        Args:
            upload: Which.
            tags: By what the store knows its parts, in their order.
        """
        with self._changed:
            running = self._uploads.pop(upload, None)
            if running is None or running.given_up or running.tags != list(tags):
                return None
            return bytes(running.digest.digest())

    def forget(self, upload: str) -> None:
        """Forgets an upload."""
        with self._changed:
            self._uploads.pop(upload, None)

    def _add(self, running: _Running, number: int, data: Iterable[bytes | memoryview], tag: str) -> None:
        def decided() -> bool:
            before = range(len(running.tags) + 1, number)
            return running.given_up or not all(one in running.coming for one in before) or not before

        with self._changed:
            self._changed.wait_for(decided, _WAIT_S)
            if running.given_up or len(running.tags) != number - 1:
                running.given_up = True
                self._changed.notify_all()
                return
        # Nobody else's turn is now.
        for chunk in data:
            running.digest.update(chunk)
        with self._changed:
            running.tags.append(tag)
            self._changed.notify_all()
