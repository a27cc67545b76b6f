"""What a job is: its name, when it is due unless somebody says otherwise, and how it may fail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from attrs import frozen

from socdomain.errors import InvalidInputError
from socdomain.jobs.timing import Timing

Argument = str | int | bool | None
Arguments = Mapping[str, Argument]

LONGEST_ARGUMENT: Final = 1_000
"""Characters of an argument at most."""


class Missed(StrEnum):
    """What becomes of times that passed while nothing ran."""

    ONE = "one"
    """One run stands for all of them."""
    EACH = "each"
    """Each is made up for by a run of its own; in which order, depends on who is free and on what fails."""


class ArgumentType(StrEnum):
    """What an argument is, by its name in JSON Schema."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"


_TYPES: Final[Mapping[ArgumentType, type]] = {
    ArgumentType.STRING: str,
    ArgumentType.INTEGER: int,
    ArgumentType.BOOLEAN: bool,
}


@frozen
class Parameter:
    """Something that a job can be told.

    Attributes:
        name: By which it is told.
        type: What it is.
        help: What it is for, a sentence.
        least: The least integer.
        most: The greatest integer.
    """

    name: str
    type: ArgumentType
    help: str
    least: int | None = None
    most: int | None = None

    def check(self, value: Argument) -> None:
        """Refuses what is none.

        Raises:
            InvalidInputError: The value is of another type, or too small or large.
        """
        field = f"arguments.{self.name}"
        if type(value) is not _TYPES[self.type]:
            raise InvalidInputError(field, f"must be of type {self.type}")
        if isinstance(value, str) and len(value) > LONGEST_ARGUMENT:
            raise InvalidInputError(field, f"must have at most {LONGEST_ARGUMENT} characters")
        if isinstance(value, str) and "\x00" in value:
            raise InvalidInputError(field, "must not hold a NUL")
        if isinstance(value, int) and not isinstance(value, bool):
            if self.least is not None and value < self.least:
                raise InvalidInputError(field, f"must be at least {self.least}")
            if self.most is not None and value > self.most:
                raise InvalidInputError(field, f"must be at most {self.most}")


@frozen
class Retries:
    """How often a job is tried again that failed or was lost.

    Attributes:
        most: How often at most, beyond the first time.
        first_wait: From the first failure to the next try; each later wait is twice as long.
    """

    most: int
    first_wait: timedelta

    def wait(self, attempt: int) -> timedelta | None:
        """Returns how long to wait after an attempt; None where there is no other.

        Args:
            attempt: Which one failed, counted from 1.
        """
        return None if attempt > self.most else self.first_wait * 2 ** (attempt - 1)


@frozen(kw_only=True)
class JobKind:
    """A job that there is.

    Attributes:
        name: Its name, in lower case with underscores.
        summary: What it does, a sentence.
        timing: When it is due unless somebody says otherwise.
        timeout: How long an attempt may take.
        retries: What becomes of an attempt that fails.
        may_overlap: Whether two may run at the same time.
        missed: What becomes of times that passed while nothing ran.
        parameters: What it can be told; each may be left out.
    """

    name: str
    summary: str
    timing: Timing
    timeout: timedelta
    retries: Retries
    may_overlap: bool = False
    missed: Missed = Missed.ONE
    parameters: tuple[Parameter, ...] = ()

    def check_arguments(self, arguments: Arguments) -> None:
        """Refuses what the job cannot be told.

        Raises:
            InvalidInputError: It does not take one of them, or not such a value.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name, value in arguments.items():
            if name not in known:
                takes = ", ".join(known) or "none"
                raise InvalidInputError(f"arguments.{name}", f"is no argument of {self.name}, which takes: {takes}")
            known[name].check(value)
