"""What an analyst wants to see of a document at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from socdomain.sources.mapping.field_text import Scalar, block_of, scalars, text_of
from socdomain.sources.mapping.slots import Slots
from socdomain.sources.mapping.source_mapping import SourceMapping

LONGEST_TEXT = 1_000
MOST_ELEMENTS = 20
_GREATEST_INT = 2**53 - 1
"""Up to here every reader of JSON agrees on a whole number (RFC 8259 section 6)."""


class ContextReader:
    """Reads the context of a document.

    Args:
        mapping: Says where it is, and what to call it.
        slots: Where its fields get their slots.
    """

    def __init__(self, mapping: SourceMapping, slots: Slots) -> None:
        self._slots = slots.add(path for entry in mapping.context for path in entry.paths)
        self._names = tuple(entry.name for entry in mapping.context for _ in entry.paths)

    def read(self, values: list[Any]) -> Mapping[str, Any]:
        """Returns what is there, by name: a text of at most 1,000 characters, a number, a truth value or a list.

        Args:
            values: The value of each slot.
        """
        return _Context(self._names, values[self._slots])


class _Context(Mapping[str, Any]):
    """The context of a document, put together when it is first looked at.

    An alert shows the context of its first event, and most events join an alert that is there already: of nine in ten
    nobody ever looks at it.
    """

    __slots__ = ("_known", "_names", "_values")

    def __init__(self, names: tuple[str, ...], values: list[Any]) -> None:
        self._names = names
        self._values = values
        self._known: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self._context()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._context())

    def __len__(self) -> int:
        return len(self._context())

    def __repr__(self) -> str:
        return repr(self._context())

    def _context(self) -> dict[str, Any]:
        if self._known is None:
            context: dict[str, Any] = {}
            for name, value in zip(self._names, self._values, strict=True):
                if value is not None and name not in context:
                    shown = _shown(value)
                    if shown != "":
                        context[name] = shown
            self._known = context
        return self._known


def _shown(value: Any) -> Any:
    shown: list[Scalar] = []
    for scalar in scalars(value)[:MOST_ELEMENTS]:
        entry = block_of(scalar, LONGEST_TEXT) if type(scalar) is str else _shown_number(scalar)
        if entry != "":
            shown.append(entry)
    return shown if len(shown) > 1 else shown[0] if shown else ""


def _shown_number(value: Scalar) -> Scalar:
    if isinstance(value, int):
        return value if abs(value) <= _GREATEST_INT else text_of(value)
    return value if isinstance(value, float) and isfinite(value) else ""
