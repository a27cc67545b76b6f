"""Which values in a document mean which severity."""

from __future__ import annotations

from itertools import pairwise

from attrs import frozen

from socdomain.errors import InvalidInputError
from socdomain.sources.mapping.checks import check_different, check_instances, check_text, check_tuple
from socdomain.sources.severity import Severity

MOST_WORDS = 100
MOST_STEPS = 20
_LONGEST_WORD = 100
_GREATEST = 1e15


@frozen
class SeverityTable:
    """Which values mean which severity.

    A number is looked up among the words first, by the digits it is written with, and then among the steps; a text
    that is a number counts as one.

    Attributes:
        words: Exact words, compared without regard to case, each with its severity.
        steps: Numbers in rising order, each with the severity that begins there.
        up_to: The greatest number that the steps know; None for no end.
    """

    words: tuple[tuple[str, Severity], ...] = ()
    steps: tuple[tuple[float, Severity], ...] = ()
    up_to: float | None = None

    def __attrs_post_init__(self) -> None:
        """Checks the table."""
        for position, (word, severity) in enumerate(_pairs(self.words, "words", MOST_WORDS)):
            check_text(word, f"words.{position}", longest=_LONGEST_WORD)
            _check_severity(severity, f"words.{position}")
        check_different([word.casefold() for word, _ in self.words], "words")
        for position, (number, severity) in enumerate(_pairs(self.steps, "steps", MOST_STEPS)):
            _check_number(number, f"steps.{position}")
            _check_severity(severity, f"steps.{position}")
        numbers = [number for number, _ in self.steps]
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            raise InvalidInputError("steps", "must rise")
        if self.up_to is not None:
            _check_number(self.up_to, "up_to")
            if not numbers or self.up_to < numbers[-1]:
                raise InvalidInputError("up_to", "must not lie below the last step")


def _pairs(pairs: object, name: str, most: int) -> tuple[tuple[object, object], ...]:
    check_instances(pairs, tuple, name, most=most)
    known = check_tuple(pairs, name, most=most)
    for position, pair in enumerate(known):
        if len(pair) != 2:
            raise InvalidInputError(f"{name}.{position}", "must be a value and its severity")
    return known


def _check_severity(severity: object, name: str) -> None:
    if not isinstance(severity, Severity):
        raise InvalidInputError(name, f"must have a severity: {', '.join(known.word for known in Severity)}")


def _check_number(number: object, name: str) -> None:
    if not isinstance(number, (int, float)) or isinstance(number, bool) or not abs(number) <= _GREATEST:
        raise InvalidInputError(name, "must be a number")
