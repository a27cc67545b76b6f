"""Which slot holds which field of a mapping."""

from __future__ import annotations

from collections.abc import Iterable


class Slots:
    """Gives each list of fields slots in a row, so that reading a list is taking a slice.

    Attributes:
        paths: The path of each slot.
    """

    def __init__(self) -> None:
        self.paths: list[str] = []

    def add(self, paths: Iterable[str]) -> slice:
        """Gives slots to a list of fields, and returns where they are."""
        start = len(self.paths)
        self.paths.extend(paths)
        return slice(start, len(self.paths))
