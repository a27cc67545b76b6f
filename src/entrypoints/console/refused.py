"""A form that was refused: shown once more with what was typed, and what is wrong beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import Factory, frozen
from markupsafe import Markup

from socdomain.errors import InvalidInputError, WatchfloorError

Standing = tuple[tuple[str, str], ...]
"""How a thing stands: what people call each of its fields, and what is in it."""


@frozen
class Refused:
    """What was wrong with a form of a page.

    A form of a version carries that as it was sent: whoever mends another fault has not been told of anything newer.

    Attributes:
        form: Which of the page's forms; empty where none was refused.
        field: Of which field; empty for the whole of it.
        reason: What would be accepted.
        typed: What was in its fields, by their names; without secrets.
        now: Where somebody changed the thing meanwhile, how it stands: what people call a field, and what it holds.
    """

    form: str = ""
    field: str = ""
    reason: str = ""
    typed: Mapping[str, str] = Factory(dict)
    now: Standing = ()

    @classmethod
    def by(cls, error: WatchfloorError, form: str, typed: Mapping[str, str]) -> Refused:
        """Returns what an error says of a form.

        Args:
            error: It.
            form: Which form was sent.
            typed: What was in its fields.
        """
        if isinstance(error, InvalidInputError):
            return cls(form, error.field.rpartition(".")[2], error.reason, typed)
        return cls(form, "", str(error), typed)

    @classmethod
    def by_another(cls, form: str, typed: Mapping[str, str], now: Standing, version: int) -> Refused:
        """Returns a form that is of an older version; it carries the present one, whose state it tells.

        Args:
            form: Which form was sent.
            typed: What was in its fields.
            now: How the thing stands.
            version: The version that stands so.
        """
        return cls(form, "", "", {**typed, "version": str(version)}, now)

    def is_of(self, form: str) -> bool:
        """Tells whether it is this form that was refused."""
        return self.form == form

    def value(self, form: str, field: str, present: object = "") -> object:
        """Returns what a field of a form holds: what was typed, or what is there where nothing was refused.

        Args:
            form: Which form.
            field: Which field.
            present: What is there.
        """
        return self.typed.get(field, "") if self.is_of(form) else present

    def marks(self, form: str, field: str, hint: str = "") -> Markup:
        """Returns the attributes by which a field names what is wrong with it (WCAG 2.2, 3.3.1), and what explains it.

        Args:
            form: Which form; its fault has the id ``<form>-fault``.
            field: Which field.
            hint: The id of what explains it; empty for nothing.
        """
        is_wrong = self.is_of(form) and self.field in (field, "") and not self.now
        described = " ".join(filter(None, (f"{form}-fault" if is_wrong else "", hint)))
        invalid = Markup(' aria-invalid="true"') if is_wrong else Markup("")
        return invalid + (Markup(' aria-describedby="{}"').format(described) if described else Markup(""))


NOT_REFUSED: Final = Refused()
"""Of a page none of whose forms was refused."""
