"""Rows by key, of which a copy costs nothing until something changes."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Table(MutableMapping[K, V]):
    """A dictionary that can be forked; the fork and its origin share their rows until one of them is written to."""

    def __init__(self) -> None:
        self._rows: dict[K, V] = {}
        self._is_shared = False
        self._is_writable = True

    def fork(self, *, writable: bool) -> Table[K, V]:
        """Returns a table with the same rows, whose changes do not show here.

        Args:
            writable: Whether the fork may be changed at all.
        """
        fork: Table[K, V] = Table()
        fork._rows = self._rows
        fork._is_shared = self._is_shared = True
        fork._is_writable = writable
        return fork

    def seal(self) -> None:
        """Refuses all changes from now on; forks may still be changed."""
        self._is_writable = False

    def __getitem__(self, key: K) -> V:
        return self._rows[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __setitem__(self, key: K, row: V) -> None:
        self._own_rows()[key] = row

    def __delitem__(self, key: K) -> None:
        del self._own_rows()[key]

    def _own_rows(self) -> dict[K, V]:
        if not self._is_writable:
            raise RuntimeError("a unit of work that only reads, or has been committed, cannot write")
        if self._is_shared:
            self._rows = self._rows.copy()
            self._is_shared = False
        return self._rows
