"""What an analyst wants to see of a document at once."""

from __future__ import annotations

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

    def read(self, values: list[Any]) -> dict[str, Any]:
        """Returns what is there, by name: a text of at most 1,000 characters, a number, a truth value or a list.

        Args:
            values: The value of each slot.
        """
        context: dict[str, Any] = {}
        for value, name in zip(values[self._slots], self._names, strict=True):
            if value is None or name in context:
                continue
            if type(value) is str and len(value) <= LONGEST_TEXT and value.isprintable():
                shown = value.strip()
            else:
                shown = _shown(value)
            if shown != "":
                context[name] = shown
        return context


def _shown(value: Any) -> Any:
    shown = []
    for scalar in scalars(value)[:MOST_ELEMENTS]:
        entry = block_of(scalar, LONGEST_TEXT) if type(scalar) is str else _shown_number(scalar)
        if entry != "":
            shown.append(entry)
    return shown if len(shown) > 1 else shown[0] if shown else ""


def _shown_number(value: Scalar) -> Scalar:
    if isinstance(value, int):
        return value if abs(value) <= _GREATEST_INT else text_of(value)
    return value if isinstance(value, float) and isfinite(value) else ""
