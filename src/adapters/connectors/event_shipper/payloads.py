"""Messages of GELF 1.1 (Graylog's manual, "GELF Payload Specification") from events of any form."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

VERSION: Final = "1.1"
END: Final = b"\0"
"""What ends a message on a stream; JSON never holds it."""

LONGEST_MESSAGE: Final = 1_048_576
"""In bytes; Graylog takes twice as much unless it is told otherwise."""
LONGEST_TEXT: Final = 32_000
"""In bytes; OpenSearch takes no longer word (32,766 bytes)."""
LONGEST_NAME: Final = 256
DEEPEST: Final = 10
"""Objects in objects; what lies deeper is sent as text."""
CUT: Final = "_watchfloor_cut"
"""Says of a message that not all of its event is in it."""

NO_HOST: Final = "watchfloor"
NO_MESSAGE: Final = "event"

_MESSAGE_KEYS: Final = ("short_message", "message")
_NO_SIGN_OF_A_NAME: Final = re.compile(r"[^\w.\-]", re.ASCII)
_LEVELS: Final = range(8)
_WHOLE_NUMBERS: Final = range(-(2**63), 2**63)
_LATEST_SECOND: Final = 253_402_300_799
"""The last of the year 9999."""


def message_of(event: Mapping[str, Any]) -> bytes:
    """Writes an event as a message: UTF-8, at most ``LONGEST_MESSAGE`` long, without what ends it.

    Names that are GELF's own stand for what they say where their values are of its form; all else becomes fields with
    ``_`` before their names, objects by dotted names. What is too long is cut, and the message then has the field
    ``_watchfloor_cut``.

    Args:
        event: Fields by name.
    """
    pieces: list[bytes] = []
    # Kept free for the braces, and for the mark.
    left = LONGEST_MESSAGE - 64
    is_cut = False
    for name, value in _fields(event).items():
        written, is_shorter = _written(value)
        piece = _encoded(name) + b":" + written
        if len(piece) + 1 > left:
            is_cut = True
            continue
        is_cut |= is_shorter
        left -= len(piece) + 1
        pieces.append(piece)
    if is_cut:
        pieces.append(_encoded(CUT) + b':"true"')
    return b"{" + b",".join(pieces) + b"}"


def _fields(event: Mapping[str, Any]) -> dict[str, Any]:
    standard: dict[str, Any] = {"version": VERSION, "host": NO_HOST, "short_message": NO_MESSAGE}
    rest = dict(event)
    if _is_text(rest.get("host")):
        standard["host"] = rest.pop("host")
    told = next((key for key in _MESSAGE_KEYS if _is_text(rest.get(key))), None)
    if told is not None:
        standard["short_message"] = rest.pop(told)
    if _is_text(rest.get("full_message")):
        standard["full_message"] = rest.pop("full_message")
    # Without a time, a receiver takes the moment at which it hears of it.
    if (seconds := _seconds(rest.get("timestamp"))) is not None:
        standard["timestamp"] = seconds
        del rest["timestamp"]
    if _is_number(rest.get("level")) and rest["level"] in _LEVELS:
        standard["level"] = int(rest.pop("level"))
    for key, value in rest.items():
        standard.update(_flat(_name(key), value, DEEPEST))
    standard.pop(CUT, None)
    return standard


def _name(key: str) -> str:
    name = _signs(key)
    # `_id` is a receiver's own.
    return "_id_" if name == "id" else f"_{name}"


def _signs(key: Any) -> str:
    return _NO_SIGN_OF_A_NAME.sub("_", str(key)[:LONGEST_NAME])


def _flat(name: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and depth > 0:
        for key, inner in value.items():
            yield from _flat(f"{name}.{_signs(key)}", inner, depth - 1)
    elif value is not None:
        yield name, value


def _written(value: Any) -> tuple[bytes, bool]:
    """Returns a value as JSON, a number or a text, and whether it was cut."""
    if _is_number(value) and (isinstance(value, float) or value in _WHOLE_NUMBERS):
        return json.dumps(value).encode(), False
    text = _text(value)
    raw = text.encode("utf-8", "replace")
    if len(raw) <= LONGEST_TEXT:
        return _encoded(text), False
    return _encoded(raw[:LONGEST_TEXT].decode("utf-8", "ignore")), True


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    try:
        if isinstance(value, bool | dict | list | tuple):
            return json.dumps(value, ensure_ascii=False, default=str)
        return str(value)
    except (TypeError, ValueError, RecursionError):
        return f"<{type(value).__name__}>"


def _encoded(text: str) -> bytes:
    # Halves of characters, which UTF-8 does not have, become question marks.
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "replace")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    # An integer is finite, though it may be larger than any float.
    return isinstance(value, int) and not isinstance(value, bool)


def _seconds(value: Any) -> float | None:
    """Returns a time in seconds since 1970, to the millisecond; None for none that can be told."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        return round(aware.timestamp(), 3)
    return round(float(value), 3) if _is_number(value) and 0 <= value <= _LATEST_SECOND else None
