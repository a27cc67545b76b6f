"""Which observables need not be written again."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from socdomain.ids import ObservableId
from socdomain.incidents.intake import StoredObservable

MOST_KNOWN = 32_768
"""About 5 MB. The same addresses, files and accounts come again and again, nearly always within the hour."""


@define
class KnownObservables:
    """Observables that are known to be stored, of all customers; shared by the units of work of one process.

    Rows of observables never change and are not removed, so that what was committed once need not be written again. If
    one should be missing all the same, the database refuses the link to it, everything is forgotten, and the batch is
    stored again.
    """

    _ids: set[ObservableId] = field(init=False, factory=set)

    def unknown(self, rows: Iterable[StoredObservable]) -> list[StoredObservable]:
        """Returns those that may not be stored yet."""
        ids = self._ids
        return [row for row in rows if row.id not in ids]

    def committed(self, rows: Iterable[StoredObservable]) -> None:
        """Takes note of what has been committed."""
        # A new set each time it is full: another thread may be looking something up in the old one.
        if len(self._ids) >= MOST_KNOWN:
            self._ids = set()
        self._ids.update(row.id for row in rows)

    def forget(self) -> None:
        """Forgets everything."""
        self._ids = set()
