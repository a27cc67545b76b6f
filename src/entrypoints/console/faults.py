"""A form that was refused: shown once more with what was typed, and what is wrong beside its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import Factory, evolve, frozen

from entrypoints.api.api_errors import InvalidBodyError
from entrypoints.api.problems import kind_of
from entrypoints.console.catalog import TEXT, filled
from socdomain.errors import (
    CodeTakenError,
    InvalidInputError,
    LastAdministratorError,
    NameTakenError,
    NotFoundError,
)

REFUSED: Final = (InvalidInputError, InvalidBodyError, NameTakenError, CodeTakenError, LastAdministratorError)
"""After these any form is shown again; some are after others as well, and the rest have a page of their own."""
OF_FORM: Final = ""
"""The field of what is wrong with no field by itself."""
_BAD_REQUEST: Final = 400
_STALE: Final = 412

Standing = tuple[tuple[str, str], ...]
"""How a thing stands: what people call each of its fields, and what is in it."""


@frozen
class Faults:
    """What is wrong with a form; nothing, where none was refused.

    A form of a version carries that as it was sent: whoever mends another fault has not been told of anything newer.
    Whoever is told how the thing stands ``now`` may save over that, and the form carries the version that stands so.

    Attributes:
        by_field: What would be accepted, by the name of the field.
        status: The status that the form is shown again with.
        now: Where somebody changed the thing meanwhile, how it stands.
        form: Which of a page's forms it is; empty where the page has one.
        typed: What was in its fields, by their names, without secrets; empty where the page keeps that itself.
    """

    by_field: Mapping[str, str] = Factory(dict)
    status: int = 200
    now: Standing = ()
    form: str = ""
    typed: Mapping[str, str] = Factory(dict)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.by_field or self.now)

    def in_form(self, form: str) -> Faults:
        """Returns what is wrong with one of a page's forms; nothing where another one was refused."""
        return self if self.form == form else NO_FAULTS

    def typed_into(self, form: str, typed: Mapping[str, str]) -> Faults:
        """Returns them as those of one of a page's forms, with what was typed into its fields."""
        return evolve(self, form=form, typed=typed)

    def of(self, field: str) -> str:
        """Returns what is wrong with a field; empty where nothing is."""
        return self.by_field.get(field, "")

    def beside(self, *fields: str) -> tuple[str, ...]:
        """Returns what is wrong with no field of these, each with what it is wrong with."""
        others = [(name, reason) for name, reason in self.by_field.items() if name not in fields]
        called = TEXT.fields.called
        return tuple(
            filled(TEXT.fields.wrong, field=called.get(name.rpartition(".")[2], name), reason=reason)
            if name
            else reason
            for name, reason in others
        )

    def value(self, field: str, present: object = "") -> object:
        """Returns what a field holds: what was typed, or what is there where nothing was refused."""
        return self.typed.get(field, "") if self.typed else present

    def version(self, present: int) -> object:
        """Returns the version that the form carries: the one that was sent, or the present one if its state is told."""
        return present if self.now else self.value("version", present)


NO_FAULTS: Final = Faults()


def faults_of(error: Exception) -> Faults:
    """Returns what an error says of a form.

    Args:
        error: Why it was refused.
    """
    return Faults(dict(_reasons(error)), int(kind_of(error).status))


def changed_meanwhile(now: Standing) -> Faults:
    """Returns what is wrong with a form of an older version; it is shown again as one of the present version.

    Args:
        now: How the thing stands.
    """
    return Faults(status=_STALE, now=now)


def no_such_customer(error: NotFoundError, field: str) -> Faults:
    """Returns what is wrong with a form that names a customer who is not there; the form itself is there.

    Args:
        error: Why it was refused.
        field: The field that names the customer.

    Raises:
        NotFoundError: It is something else that is not there.
    """
    if error.kind != "customer":
        raise error
    return Faults({field: filled(TEXT.fields.unknown_customer, code=error.key)}, _BAD_REQUEST)


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
