"""Documents out of a byte stream."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from socdomain.sources.documents.plain_lines import plain_lines
from socdomain.sources.documents.problems import DocumentProblem
from socdomain.sources.documents.raw_document import RawDocument
from socdomain.sources.documents.scan import ScanEnd, scan_stretch, scan_value
from socdomain.sources.documents.window import Window

_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_WHITE_SPACE = b" \t\r\n"
_GAP_BYTES = _WHITE_SPACE + b","
_GAP = re.compile(b"(?:[" + _GAP_BYTES + b"]++|" + _UTF8_MARK + b")*+")
_BETWEEN_OBJECTS = re.compile(rb'\}[ \t\r]*+(?=\{")')
_SCALAR = re.compile(
    rb'"(?:[^"\\\x00-\x1f]++|\\.)*+"|true|false|null|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+'
)
_OPEN_OBJECT, _OPEN_ARRAY, _CLOSE_ARRAY = b"{[]"
# A broken document is read again from its next line that begins an object, which may be broken as well. After so many
# readings of the same bytes no scan leaves its line: without an end to it the time would grow with the square.
_MAX_READINGS = 8


def split_documents(
    chunks: Iterable[bytes], *, max_document_bytes: int = 1_048_576, max_kept_bytes: int = 67_108_864
) -> Iterator[RawDocument]:
    """Splits a stream into its documents; every byte that is not white space or separator is in one of the bodies.

    The stream is a JSON array, JSON lines, or objects one after the other however they are laid out, or several of
    these in turn; its content says which. Separators are commas, in any number, the brackets of the array, and byte
    order marks of UTF-8. Only the outline of a document is looked at, its brackets and strings: a body without a
    problem may still turn out not to be JSON.

    What is not a document comes with its problem, and does not take the next document with it:

    - After a document that had a line to itself the stream is taken for lines, until a document spreads over several:
      what is broken ends with its line, and a line from ``{`` to ``}`` is a document.
    - Elsewhere a broken document ends where its brackets are closed by number, or before the next object that cannot
      belong to it: at the beginning of a line, where there is one.
    - Anything else ends with its line, or between two objects side by side in it; within an array, or after a document
      on the same line, already with the next comma or bracket.

    Memory holds the present document and one chunk.

    Args:
        chunks: The stream, in pieces of any size; UTF-8, with or without byte order mark.
        max_document_bytes: A longer document comes as ``TOO_LARGE``. Other problems stand, however long the body is.
        max_kept_bytes: The longest body that is held at all.

    Yields:
        The documents, in order.

    Raises:
        DocumentTooLargeError: A document, or what is in its place, is longer than ``max_kept_bytes``.
    """
    yield from _Splitter(Window(chunks, max_kept_bytes), max_document_bytes, max_kept_bytes).documents()


class _Splitter:
    def __init__(self, window: Window, max_document_bytes: int, max_kept_bytes: int) -> None:
        self._window = window
        self._max_document_bytes = max_document_bytes
        self._max_line_bytes = min(max_document_bytes, max_kept_bytes)
        self._in_array = False
        self._line_oriented = False
        # Whether only white space and separators came since the last newline.
        self._at_line_start = True
        # Whether the last document began its line, and nothing but a gap came since.
        self._alone_so_far = False
        self._truncated = False
        self._read_to_offset = 0
        self._readings = 0

    def documents(self) -> Iterator[RawDocument]:
        if self._is_another_encoding():
            while self._window.more():
                pass
            yield self._take(len(self._window.data), DocumentProblem.NOT_UTF8)
        while self._skip_gap():
            if self._line_oriented and self._at_line_start:
                yield from plain_lines(self._window, self._max_line_bytes)
                if not self._skip_gap():
                    break
            if not self._step_through_array_bracket():
                yield self._next()
        if self._in_array and not self._truncated:
            yield self._take(0, DocumentProblem.TRUNCATED)

    def _is_another_encoding(self) -> bool:
        window = self._window
        while len(window.data) < max(map(len, _OTHER_MARKS)) and window.more():
            pass
        return window.data.startswith(_OTHER_MARKS)

    def _skip_gap(self) -> bool:
        """Steps over what may stand between documents; False when the stream ends there."""
        window = self._window
        while True:
            match = _GAP.match(window.data)
            if match and match.end():
                self._note_gap(match[0])
                window.drop(match.end())
            if window.data and not _UTF8_MARK.startswith(window.data[:3]):
                return True
            if not window.more():
                return bool(window.data)

    def _note_gap(self, gap: bytes) -> None:
        if b"\n" in gap:
            self._line_oriented = self._line_oriented or self._alone_so_far
            self._alone_so_far = False
            self._at_line_start = True

    def _step_through_array_bracket(self) -> bool:
        """Enters or leaves the array of documents if its bracket is next."""
        window = self._window
        if window.data[0] != (_CLOSE_ARRAY if self._in_array else _OPEN_ARRAY):
            return False
        if self._line_oriented:
            # Among lines, `[ERROR] ...` begins no array of documents.
            if len(window.data) == 1:
                window.more()
            if bytes(window.data[1:2]) not in (b"{", b"]", b"\r", b"\n", b""):
                return False
        window.drop(1)
        self._in_array = not self._in_array
        self._line_oriented = self._at_line_start = self._alone_so_far = False
        return True

    def _next(self) -> RawDocument:
        window = self._window
        if window.data[0] == _OPEN_OBJECT:
            return self._next_value()
        if window.data[0] == _OPEN_ARRAY:
            return self._next_value_of_line() if self._line_oriented else self._next_value()
        if self._in_array or not (self._at_line_start or self._line_oriented):
            size, stream_ended = scan_stretch(window)
            return self._take_junk(size, truncated=stream_ended and self._in_array)
        line_size = window.find_newline()
        # A line that began before the stream did may hold more objects; no value has two side by side.
        boundary = None if self._line_oriented else _BETWEEN_OBJECTS.search(window.data, 0, line_size)
        return self._take_junk(boundary.end() if boundary else line_size)

    def _next_value(self) -> RawDocument:
        window = self._window
        if window.offset_bytes >= self._read_to_offset:
            self._readings = 0
        elif self._readings == _MAX_READINGS:
            return self._next_value_of_line()
        size, end = scan_value(window)
        if end is ScanEnd.WHOLE:
            return self._take_whole(size)
        window.refuse_over_limit(size)
        own_size, truncated = self._broken_size(size, end)
        if own_size < size:
            self._readings += 1
            self._read_to_offset = max(self._read_to_offset, window.offset_bytes + size)
        return self._take_junk(own_size, truncated=truncated)

    def _next_value_of_line(self) -> RawDocument:
        """Takes a value that has a line to itself, or else the line as junk."""
        line_size = self._window.find_newline()
        if self._at_line_start:
            line = self._window.copy(line_size).rstrip(_GAP_BYTES)
            line_alone = Window([line], line_size)
            line_alone.more()
            size, end = scan_value(line_alone)
            if end is ScanEnd.WHOLE and size == len(line):
                return self._take_whole(size)
        return self._take_junk(line_size)

    def _broken_size(self, size: int, end: ScanEnd) -> tuple[int, bool]:
        """Returns how much of what was scanned is the broken document's own, and whether the stream cut it short."""
        next_line = self._window.data.find(b"\n{", 0, size + 1)
        if end is ScanEnd.STREAM_END and next_line < 0:
            return size, True
        if self._line_oriented:
            return self._window.find_newline(), False
        return (size if end is ScanEnd.BROKEN or next_line < 0 else next_line + 1), False

    def _take_whole(self, size: int) -> RawDocument:
        if self._window.data[0] == _OPEN_ARRAY:
            return self._take(size, DocumentProblem.NOT_AN_OBJECT)
        alone = self._at_line_start and not self._in_array
        document = self._take(size, DocumentProblem.TOO_LARGE if size > self._max_document_bytes else None)
        several_lines = b"\n" in document.body
        self._alone_so_far = alone and not several_lines
        self._line_oriented = self._line_oriented and not several_lines
        return document

    def _take_junk(self, size: int, *, truncated: bool = False) -> RawDocument:
        if truncated:
            return self._take(size, DocumentProblem.TRUNCATED)
        scalar = _SCALAR.fullmatch(self._window.data, 0, size)
        return self._take(size, DocumentProblem.NOT_AN_OBJECT if scalar else DocumentProblem.NOT_JSON)

    def _take(self, size: int, problem: DocumentProblem | None) -> RawDocument:
        """Takes the first bytes out of the window as a document; a gap at their end stays in it."""
        window = self._window
        window.refuse_over_limit(size)
        # A comma belongs to the array where there is one, but may be all that is left of what was cut off.
        separates = self._in_array and problem is not DocumentProblem.TRUNCATED
        body = window.copy(size).rstrip(_GAP_BYTES if separates else _WHITE_SPACE)
        document = RawDocument(window.position, window.offset_bytes, body, problem)
        window.drop(len(body))
        window.position += 1
        self._at_line_start = self._alone_so_far = False
        self._truncated = problem is DocumentProblem.TRUNCATED
        return document
