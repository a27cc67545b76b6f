"""The fast way through JSON lines: cut at newlines, looking at both ends of each line only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from socdomain.sources.documents.raw_document import RawDocument
from socdomain.sources.documents.window import Window

_OPEN_OBJECT, _CLOSE_OBJECT = b"{}"
_GAP_BYTES = b" \t\r,"
_TWO_OBJECTS = re.compile(rb"\}[ \t\r]*+\{")
# Large enough at the end that the cost per block is not felt, small enough for the processor's cache; small at first,
# because where every other line asks for a closer look most of each block is prepared in vain.
_FIRST_BLOCK_BYTES, _LAST_BLOCK_BYTES = 4_096, 65_536


def plain_lines(window: Window, max_line_bytes: int) -> Iterator[RawDocument]:
    """Yields the lines at the front that go from ``{`` to ``}``, up to the first that asks for a closer look.

    That is a line with anything else, with what may be two objects, longer than ``max_line_bytes``, or not ended by a
    newline. Blank lines, and commas around an object, are stepped over.
    """
    block_bytes = _FIRST_BLOCK_BYTES
    while size := _held_lines(window, max_line_bytes, block_bytes):
        block = window.copy(size - 1)
        look_for_two = _TWO_OBJECTS.search(block) is not None
        block_offset, taken = window.offset_bytes, 0
        for line in block.split(b"\n"):
            body = line.strip(_GAP_BYTES)
            if body:
                if (
                    body[0] != _OPEN_OBJECT
                    or body[-1] != _CLOSE_OBJECT
                    or len(line) > max_line_bytes
                    or (look_for_two and _TWO_OBJECTS.search(body))
                ):
                    window.drop(taken)
                    return
                indent = 0 if len(body) == len(line) else len(line) - len(line.lstrip(_GAP_BYTES))
                yield RawDocument(window.position, block_offset + taken + indent, body, None)
                window.position += 1
            taken += len(line) + 1
        window.drop(taken)
        block_bytes = min(2 * block_bytes, _LAST_BLOCK_BYTES)


def _held_lines(window: Window, max_line_bytes: int, block_bytes: int) -> int:
    """Returns the size of the whole lines at the front, of about a block or the first alone.

    0 if the first is too long, or the stream ends in it.
    """
    searched = 0
    while (first_end := window.data.find(b"\n", searched)) < 0:
        searched = len(window.data)
        if searched > max_line_bytes or not window.more():
            return 0
    return max(first_end, window.data.rfind(b"\n", 0, block_bytes)) + 1
