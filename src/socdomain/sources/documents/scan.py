"""Where a JSON value ends, by its brackets and strings alone, read once however it comes in pieces.

A lost or doubled quotation mark would turn strings into structure and structure into strings, to the end of the
stream. So a string counts as one only if it lies on one line (RFC 8259, section 7) and a comma, colon or closing
bracket follows; the quotation mark of any other is passed over like a letter, and the next one is tried.

Every loop of the patterns is possessive (``*+``): none goes back over what it has read. A backslash takes the next
byte with it within strings and without, so that the same quotation marks count in both, and none is tried twice.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from socdomain.sources.documents.window import Window

_PLAIN = rb'[^"\\{}\[\]]*+'
_IN_STRING = rb'[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+'
_STRING = rb'"' + _IN_STRING + rb'"(?=[ \t\r\n]*+[,:}\]])'
_WITHOUT_BRACKETS = _PLAIN + rb"(?:" + _STRING + _PLAIN + rb")*+"


# An object or array without brackets in it is passed like a string, if it stands right where the one around it may
# have one: most are such, and the fewer brackets are looked at one by one, the faster a document is read.
_FLAT_IN_OBJECT = (
    rb"\{(?:(?<=:\{)|(?<=: \{))" + _WITHOUT_BRACKETS + rb"\}|\[(?:(?<=:\[)|(?<=: \[))" + _WITHOUT_BRACKETS + rb"\]"
)
_FLAT_IN_ARRAY = (
    rb"\{(?:(?<=[,\[]\{)|(?<=, \{))" + _WITHOUT_BRACKETS + rb"\}"
    rb"|\[(?:(?<=[,\[]\[)|(?<=, \[))" + _WITHOUT_BRACKETS + rb"\]"
)

_OPEN_OBJECT, _CLOSE_OBJECT, _OPEN_ARRAY, _CLOSE_ARRAY = b"{}[]"
_TO_BRACKET = {
    opened_by: _PLAIN + rb"(?:(?:" + _STRING + rb"|" + flat + rb")" + _PLAIN + rb")*+"
    for opened_by, flat in ((_OPEN_OBJECT, _FLAT_IN_OBJECT), (_OPEN_ARRAY, _FLAT_IN_ARRAY))
}
_BEFORE_BRACKET = {opened_by: re.compile(pattern) for opened_by, pattern in _TO_BRACKET.items()}
_THROUGH_BRACKET = {opened_by: re.compile(pattern + rb"[{}\[\]]") for opened_by, pattern in _TO_BRACKET.items()}
_BEFORE_DELIMITER = re.compile(rb'[^"\\,{\[\]\n]*+(?:' + _STRING + rb'[^"\\,{\[\]\n]*+)*+')
_REST_OF_STRING = re.compile(_IN_STRING)
_WHITE_SPACE = re.compile(rb"[ \t\r\n]*+")

_QUOTE, _BACKSLASH, _NEWLINE, _COLON = b'"\\\n:'
_OPENED_BY = {_CLOSE_OBJECT: _OPEN_OBJECT, _CLOSE_ARRAY: _OPEN_ARRAY}
_STREAM_END = -1


class ScanEnd(Enum):
    """How the scan of a value ended."""

    WHOLE = auto()
    """With the bracket that closes the first, every other closed by its own kind."""
    BROKEN = auto()
    """With the bracket that closes the first by number, but what is between cannot be JSON."""
    CUT = auto()
    """Before a brace that cannot belong to the value, and looks like the next document's."""
    STREAM_END = auto()
    """With the stream."""


def scan_value(window: Window) -> tuple[int, ScanEnd]:
    """Follows the object or array at the front of the window to its end.

    A closing bracket of the wrong kind closes the innermost open one all the same: where a bracket was mistyped,
    the value then still ends where it should.

    Returns:
        Its size in bytes, and how it ended.
    """
    data = window.data
    open_brackets = bytearray(data[:1])
    after_bracket = pos = 1
    broken = False
    while True:
        match = _THROUGH_BRACKET[open_brackets[-1]].match(data, pos)
        if match is None:
            pos, good = _read_on(window, pos, _BEFORE_BRACKET[open_brackets[-1]])
            if pos == _STREAM_END:
                return len(data), ScanEnd.STREAM_END
            broken = broken or not good
            continue
        end = match.end()
        bracket = data[end - 1]
        opened_by = _OPENED_BY.get(bracket)
        if opened_by is not None:
            broken = open_brackets.pop() != opened_by or broken
            if not open_brackets:
                return end, ScanEnd.BROKEN if broken else ScanEnd.WHOLE
        else:
            if not _may_follow(data[end - 2], open_brackets[-1]):
                before, on_new_line = _last_before(data, after_bracket, end)
                if not _may_follow(before, open_brackets[-1]):
                    if bracket == _OPEN_OBJECT and (on_new_line or before in b"}]," or _name_follows(window, end)):
                        return end - 1, ScanEnd.CUT
                    broken = True
            open_brackets.append(bracket)
        after_bracket = pos = end


def scan_stretch(window: Window) -> tuple[int, bool]:
    """Follows what is neither object nor array to the next comma, bracket or newline outside strings.

    Returns:
        Its size in bytes, at least 1, and whether the stream ended there.
    """
    data = window.data
    pos = 1 if data[0] == _CLOSE_ARRAY else 0
    while True:
        match = _BEFORE_DELIMITER.match(data, pos)
        end = match.end() if match else pos
        if end < len(data) and data[end] not in b'"\\':
            return end, False
        pos, _ = _read_on(window, end, _BEFORE_DELIMITER)
        if pos == _STREAM_END:
            return len(data), True


def _may_follow(before: int, open_bracket: int) -> bool:
    """Says whether a value may stand after this byte in an object or array."""
    return before == _COLON if open_bracket == _OPEN_OBJECT else before in b",["


def _last_before(data: bytearray, after_bracket: int, end: int) -> tuple[int, bool]:
    """Returns the last byte before a bracket that is not white space, and whether a newline stands between."""
    run = data[after_bracket - 1 : end - 1]
    bare = run.rstrip(b" \t\r\n")
    return bare[-1], b"\n" in run[len(bare) :]


def _name_follows(window: Window, end: int) -> bool:
    """Says whether the next byte begins a name, as in the first brace of most documents."""
    window.refuse_over_limit(end)
    return (end < len(window.data) or window.more()) and window.data[end] == _QUOTE


def _read_on(window: Window, pos: int, known: re.Pattern[bytes]) -> tuple[int, bool]:
    """Gets past what a pattern cannot: the end of what is held, half a string, and what cannot be in JSON.

    Returns:
        Where to go on (``_STREAM_END``: nowhere), and whether JSON may have what was passed.
    """
    data = window.data
    match = known.match(data, pos)
    pos = match.end() if match else pos
    if pos == len(data):
        return (pos if window.more() else _STREAM_END), True
    if data[pos] == _QUOTE:
        return _read_string(window, pos)
    if pos + 1 == len(data) and not window.more():
        return _STREAM_END, False
    return pos + (1 if data[pos + 1] == _NEWLINE else 2), False


def _read_string(window: Window, start: int) -> tuple[int, bool]:
    """Reads the string that begins at a quotation mark, or passes over the mark if it is none."""
    data = window.data
    pos = start + 1
    while True:
        match = _REST_OF_STRING.match(data, pos)
        pos = match.end() if match else pos
        half_escape = pos == len(data) - 1 and data[pos] == _BACKSLASH
        if pos < len(data) and not half_escape:
            break
        if not window.more():
            return _STREAM_END, False
    window.refuse_over_limit(pos)
    if data[pos] == _QUOTE and _delimiter_follows(window, pos + 1):
        return pos + 1, True
    return start + 1, False


def _delimiter_follows(window: Window, pos: int) -> bool:
    """Says whether what may follow a string does; the end of the stream may."""
    data = window.data
    while True:
        match = _WHITE_SPACE.match(data, pos)
        pos = match.end() if match else pos
        if pos < len(data):
            window.refuse_over_limit(pos)
            return data[pos] in b",:}]"
        if not window.more():
            return True
