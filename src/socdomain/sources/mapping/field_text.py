"""Text out of whatever a field holds: cleaned, folded and bounded."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from socdomain.sources.documents import clean_text

LONGEST_NAME = 300
"""Longest name of a host, a user or a rule, in characters; DNS and account names are shorter."""

Scalar = str | int | float | bool
_SCALARS = frozenset({str, int, float, bool})

_MOST_ELEMENTS = 1_000
_WIDEST_INT_BITS = 256
# More is read than kept, since folding shortens.
_READ_FACTOR = 4
_WHOLE_FLOAT = 2.0**53


def scalars(value: Any) -> Sequence[Scalar]:
    """Returns the texts, numbers and truth values of a field; lists are looked through, objects and nulls skipped."""
    kind = type(value)
    if kind is str or kind in _SCALARS:
        return (value,)
    if not isinstance(value, list):
        return ()
    found = [element for element in value[:_MOST_ELEMENTS] if type(element) in _SCALARS]
    return found if len(found) == len(value) else _scalars_within(value)


def _scalars_within(elements: list[Any]) -> list[Scalar]:
    found: list[Scalar] = []
    # Lists in lists wait, so that no depth of them can exhaust the stack.
    waiting = [elements]
    for each in waiting:
        for element in each[:_MOST_ELEMENTS]:
            if type(element) in _SCALARS:
                found.append(element)
            elif isinstance(element, list):
                waiting.append(element)
        if len(found) > _MOST_ELEMENTS or len(waiting) > _MOST_ELEMENTS:
            break
    return found[:_MOST_ELEMENTS]


def text_of(value: Scalar) -> str:
    """Writes a value as text: ``5710`` and ``5710.0`` as ``5710``, truth as ``true``; empty for what is no number."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _WIDEST_INT_BITS else ""
    if not isfinite(value):
        return ""
    return str(int(value)) if abs(value) < _WHOLE_FLOAT and value.is_integer() else repr(value)


def line_of(text: str, longest: int) -> str:
    """Makes a single clean line of a text.

    Args:
        text: Any text.
        longest: How many characters are kept.

    Returns:
        The line, white space folded and trimmed; may be empty.
    """
    if len(text) <= longest and "  " not in text and text.isprintable():
        return text.strip()
    folded = " ".join(text.lstrip()[: _READ_FACTOR * longest].split())
    return clean_text(folded)[:longest].rstrip()


def block_of(text: str, longest: int) -> str:
    """Makes clean text of a text, with its line breaks.

    Args:
        text: Any text.
        longest: How many characters are kept.
    """
    text = text.strip()
    if len(text) <= longest and text.isprintable():
        return text
    text = text[: _READ_FACTOR * longest]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean_text(text)[:longest].rstrip()


def first_line(values: Sequence[Any], longest: int) -> str | None:
    """Returns the first of the values that has any text in it, as a line.

    Args:
        values: Values of fields, in order of preference.
        longest: How many characters are kept.
    """
    for value in values:
        if value is None:
            continue
        if type(value) is str:
            line = line_of(value, longest)
            if line:
                return line
        else:
            for scalar in scalars(value):
                line = line_of(text_of(scalar), longest)
                if line:
                    return line
    return None


def first_block(values: Sequence[Any], longest: int) -> str:
    """Returns the first of the values that has any text in it, with its line breaks; else nothing.

    Args:
        values: Values of fields, in order of preference.
        longest: How many characters are kept.
    """
    for value in values:
        if value is not None:
            for scalar in (value,) if type(value) is str else scalars(value):
                block = block_of(text_of(scalar), longest)
                if block:
                    return block
    return ""
