"""Custody events of which no record of the audit log is there any more."""

from __future__ import annotations

from typing import Final

from attrs import define, field

MOST_NAMED: Final = 100
"""Events whose identifiers are held; of further ones the number is."""


@define
class Unproved:
    """Such events.

    Attributes:
        ids: Identifiers of the first ones.
        count: How many there are.
        last_act: What the last one, which is the oldest of its file, says was done.
    """

    ids: list[str] = field(factory=list)
    count: int = 0
    last_act: object = None

    def add(self, event_id: str, act: object) -> None:
        """Takes an event."""
        self.last_act = act
        self._add([event_id], 1)

    def take(self, others: Unproved) -> None:
        """Takes those of a file."""
        self._add(others.ids, others.count)

    def _add(self, ids: list[str], count: int) -> None:
        self.ids += ids[: MOST_NAMED - len(self.ids)]
        self.count += count

    def __str__(self) -> str:
        further = self.count - len(self.ids)
        return ", ".join(self.ids) + (f" and {further} more" if further else "")
