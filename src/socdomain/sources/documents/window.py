"""The part of a byte stream that is held: from the present document on."""

from __future__ import annotations

from collections.abc import Iterable

from socdomain.sources.documents.problems import DocumentTooLargeError


class Window:
    """Holds the present document, whose first byte is always the first byte of ``data``, and what came with it.

    Args:
        chunks: The stream, in pieces of any size.
        max_kept_bytes: The longest document that may be held.
    """

    def __init__(self, chunks: Iterable[bytes], max_kept_bytes: int) -> None:
        # A bytearray grows at its end and shrinks at its front without moving what it holds each time.
        self.data = bytearray()
        self.offset_bytes = 0
        self.position = 0
        self._chunks = iter(chunks)
        self._max_kept_bytes = max_kept_bytes

    def more(self) -> bool:
        """Adds a piece of the stream to ``data``, all of which has been looked at for the present document.

        Returns:
            False when the stream has ended.

        Raises:
            DocumentTooLargeError: More has been looked at than may be held.
        """
        self.refuse_over_limit(len(self.data))
        for chunk in self._chunks:
            if chunk:
                self.data += chunk
                return True
        return False

    def find_newline(self) -> int:
        """Returns where the present line ends, reading as far as needed: at a newline, or with the stream."""
        searched = 0
        while (end := self.data.find(b"\n", searched)) < 0:
            searched = end = len(self.data)
            if not self.more():
                break
        self.refuse_over_limit(end)
        return end

    def refuse_over_limit(self, size_bytes: int) -> None:
        """Raises DocumentTooLargeError if so many bytes are more than may be held.

        What is looked at by chance, because it came in the same chunk, must not differ from what is read on purpose:
        the same stream would otherwise be refused or not by how it was cut.
        """
        if size_bytes > self._max_kept_bytes:
            raise DocumentTooLargeError(self.position, self.offset_bytes, self._max_kept_bytes)

    def copy(self, size_bytes: int) -> bytes:
        """Returns the first bytes."""
        with memoryview(self.data) as view:
            return bytes(view[:size_bytes])

    def drop(self, size_bytes: int) -> None:
        """Lets go of the first bytes."""
        del self.data[:size_bytes]
        self.offset_bytes += size_bytes
