"""The severity and the level of a document."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Any

from attrs import frozen

from socdomain.sources.mapping.field_text import Scalar, scalars, text_of
from socdomain.sources.mapping.severity_table import SeverityTable
from socdomain.sources.mapping.slots import Slots
from socdomain.sources.mapping.source_mapping import SourceMapping
from socdomain.sources.severity import Severity

_GREATEST_LEVEL = 2**31 - 1
_MOST_REMEMBERED = 256
_LONGEST_READ = 200
_NUMBER = re.compile(r"\s*[+-]?\d{1,10}(?:\.\d{1,10})?\s*", re.ASCII)


@frozen
class _Table:
    words: dict[str, Severity]
    numbers: tuple[float, ...]
    severities: tuple[Severity, ...]
    up_to: float

    @classmethod
    def of(cls, table: SeverityTable) -> _Table:
        return cls(
            words={word.casefold(): severity for word, severity in table.words},
            numbers=tuple(number for number, _ in table.steps),
            severities=tuple(severity for _, severity in table.steps),
            up_to=float("inf") if table.up_to is None else table.up_to,
        )

    def look_up(self, value: Scalar) -> Severity | None:
        if type(value) is bool:
            return None
        if self.words:
            text = value.strip().casefold() if type(value) is str else text_of(value)
            severity = self.words.get(text)
            if severity is not None:
                return severity
        number = _number(value)
        if number is None or not self.numbers or not self.numbers[0] <= number <= self.up_to:
            return None
        return self.severities[bisect_right(self.numbers, number) - 1]


class SeverityReader:
    """Reads how bad a document says it is.

    Args:
        mapping: Says where, and what the values mean.
        slots: Where its fields get their slots.
    """

    def __init__(self, mapping: SourceMapping, slots: Slots) -> None:
        self._slots = slots.add(entry.path for entry in mapping.severity)
        tables = [_Table.of(entry.meaning) for entry in mapping.severity]
        # A source knows a handful of values; typed, so that a truth value is not taken for the number it equals.
        self._look_up = tuple(lru_cache(maxsize=_MOST_REMEMBERED, typed=True)(table.look_up) for table in tables)
        self._level = slots.add(mapping.level)

    def severity(self, values: list[Any]) -> Severity | None:
        """Returns the first severity that a table knows; None where none does."""
        for value, look_up in zip(values[self._slots], self._look_up, strict=True):
            if value is None:
                continue
            for scalar in scalars(value):
                severity = look_up(scalar[:_LONGEST_READ] if type(scalar) is str else scalar)
                if severity is not None:
                    return severity
        return None

    def level(self, values: list[Any]) -> int | None:
        """Returns the product's own level; None where it has none."""
        for value in values[self._level]:
            for scalar in scalars(value):
                level = _whole_number(scalar)
                if level is not None:
                    return level
        return None


def _number(value: Scalar) -> float | None:
    if type(value) is int:
        return value
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    return None if isinstance(value, bool) else value


def _whole_number(value: Scalar) -> int | None:
    number = _number(value)
    if number is None or not -_GREATEST_LEVEL <= number <= _GREATEST_LEVEL or number != int(number):
        return None
    return int(number)
