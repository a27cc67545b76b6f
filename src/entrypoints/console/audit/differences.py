"""What a record says of before and after, as rows that can be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen

MOST_ROWS: Final = 40
LONGEST_VALUE: Final = 400
_DEEPEST: Final = 6
_ABSENT: Final = object()


@frozen
class Difference:
    """A field that differs.

    Attributes:
        field: Its path, with dots.
        before: What it was; None where it was not there.
        after: What it became; None where it is not there any more.
    """

    field: str
    before: str | None
    after: str | None


def differences(before: object, after: object) -> tuple[Difference, ...]:
    """Returns the fields in which two JSON values differ, in the order in which they come.

    Args:
        before: What it was; None for nothing.
        after: What it became; None for nothing.
    """
    return tuple(_between("", _ABSENT if before is None else before, _ABSENT if after is None else after, 0))


def _between(path: str, before: object, after: object, depth: int) -> Iterator[Difference]:
    if before is not _ABSENT and before == after:
        return
    sides = [side for side in (before, after) if side is not _ABSENT]
    if sides and depth < _DEEPEST and all(isinstance(side, Mapping) and (side or not depth) for side in sides):
        yield from _between_objects(path, before, after, depth)
    elif sides:
        if isinstance(before, list) and isinstance(after, list):
            before, after = _apart(before, after)
        yield Difference(path or "·", _text(before), _text(after))


def _between_objects(path: str, before: Any, after: Any, depth: int) -> Iterator[Difference]:
    was = {} if before is _ABSENT else before
    became = {} if after is _ABSENT else after
    for name in dict.fromkeys([*was, *became]):
        below = f"{path}.{name}" if path else str(name)
        yield from _between(below, was.get(name, _ABSENT), became.get(name, _ABSENT), depth + 1)


def _apart(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any]]:
    """Returns what is in one of two lists alone; both as they are, where only their order differs."""
    gone = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    return (gone, new) if gone or new else (before, after)


def _text(value: object) -> str | None:
    if value is _ABSENT:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
