"""What is wrong with a form that was refused, by its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import Factory, frozen

from entrypoints.api.api_errors import InvalidBodyError
from entrypoints.api.problems import kind_of
from entrypoints.console.refused import Standing
from socdomain.errors import CodeTakenError, InvalidInputError, LastAdministratorError, NameTakenError

REFUSED: Final = (InvalidInputError, InvalidBodyError, NameTakenError, CodeTakenError, LastAdministratorError)
"""After these a form is shown again, with what was typed; all other errors have a page of their own."""
OF_FORM: Final = ""
"""The field of what is wrong with no field by itself."""


@frozen
class Faults:
    """What is wrong with a form.

    Attributes:
        by_field: What would be accepted, by the name of the field.
        status: The status that the form is shown again with.
        now: Where somebody changed the thing meanwhile, how it stands.
    """

    by_field: Mapping[str, str] = Factory(dict)
    status: int = 200
    now: Standing = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.by_field or self.now)

    def of(self, field: str) -> str:
        """Returns what is wrong with a field; empty where nothing is."""
        return self.by_field.get(field, "")

    def beside(self, *fields: str) -> tuple[str, ...]:
        """Returns what is wrong with no field of these, each with what it is wrong with."""
        others = [(name, reason) for name, reason in self.by_field.items() if name not in fields]
        return tuple(f"{name}: {reason}" if name else reason for name, reason in others)


def faults_of(error: Exception) -> Faults:
    """Returns what an error of ``REFUSED`` says of a form.

    Args:
        error: Why it was refused.
    """
    return Faults(dict(_reasons(error)), int(kind_of(error).status))


def _reasons(error: Exception) -> list[tuple[str, str]]:
    if isinstance(error, InvalidBodyError):
        return [(fault.path.removeprefix("$").lstrip("."), fault.reason) for fault in reversed(error.faults)]
    if isinstance(error, InvalidInputError):
        return [(error.field, error.reason)]
    if isinstance(error, NameTakenError):
        return [(error.field, str(error))]
    if isinstance(error, CodeTakenError):
        return [("code", str(error))]
    return [(OF_FORM, str(error))]
