"""Bytes that anybody may have sent, as people can look at them."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from entrypoints.api.rejected_events import shown_bytes
from socdomain.sources.rejected_event import SHOWN_BYTES

HEX_BYTES: Final = 4 * 1024
MOST_EDITED_BYTES: Final = 256 * 1024
_ROW: Final = 16
_KEPT: Final = frozenset("\n\t")


@frozen
class ShownBytes:
    """The beginning of some bytes.

    Attributes:
        text: It, as text or in hexadecimal digits.
        is_hex: Whether it is the latter.
        shown: How many bytes it is of.
        size: How many there are.
    """

    text: str
    is_hex: bool
    shown: int
    size: int


def look_at(body: bytes) -> ShownBytes:
    """Returns the first 64 KiB of text, or the first 4 KiB of anything else in hexadecimal digits.

    Args:
        body: All of the bytes.
    """
    beginning = body[:SHOWN_BYTES]
    text, _ = shown_bytes(beginning, is_cut=len(body) > len(beginning))
    if text is None:
        beginning = body[:HEX_BYTES]
        return ShownBytes(_hex(beginning), is_hex=True, shown=len(beginning), size=len(body))
    return ShownBytes(visible(text), is_hex=False, shown=len(beginning), size=len(body))


def editable(body: bytes) -> str | None:
    """Returns bytes as text that can be edited; None where they are none, or too many."""
    if len(body) > MOST_EDITED_BYTES or b"\0" in body:
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def visible(text: str) -> str:
    """Returns a text in which nothing is hidden, such as what turns the direction of reading around."""
    return "".join(one if one.isprintable() or one in _KEPT else f"\\u{ord(one):04x}" for one in text)


def _hex(body: bytes) -> str:
    rows = (body[start : start + _ROW] for start in range(0, len(body), _ROW))
    return "\n".join(f"{number * _ROW:08x}  {row.hex(' '):<47}  {_ascii(row)}" for number, row in enumerate(rows))


def _ascii(row: bytes) -> str:
    return "".join(chr(one) if chr(one).isascii() and chr(one).isprintable() else "." for one in row)
