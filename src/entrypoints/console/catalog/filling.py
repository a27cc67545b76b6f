"""Filling in what differs from one time to another."""

from __future__ import annotations

from attrs import frozen
from markupsafe import Markup, escape


def filled(text: str, **values: object) -> Markup:
    """Returns a text with what belongs between its braces, escaped unless it is markup of ours already."""
    return escape(text).format(**values)


@frozen
class Counted:
    """A text about a number of things, in which ``{count}`` is the number.

    Attributes:
        one: For one thing.
        several: For any other number.
    """

    one: str
    several: str

    def of(self, count: int) -> Markup:
        """Returns the text for a number."""
        return filled(self.one if count == 1 else self.several, count=f"{count:,}")
