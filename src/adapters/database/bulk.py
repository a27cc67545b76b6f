"""Statements over many rows at once: what intake needs, and each database does in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Column, Table

Columns = Mapping[Column[Any], Sequence[Any]]
"""Rows as columns: the values of each column, in the order of the rows; values as the column's type takes them."""


class Bulk(Protocol):
    """Reads and writes of many rows; each call is one statement, or a few for very many rows."""

    def read(
        self, wanted: Columns, columns: Sequence[Column[Any]], where: str, *, locked: bool = False
    ) -> list[tuple[Any, ...]]:
        """Reads what belongs to each of many keys.

        Args:
            wanted: The keys; the statement knows them as the table ``wanted``.
            columns: What to read; all of one table.
            where: What joins the table with ``wanted``, in SQL that both databases know; may name any column.
            locked: Whether nobody may change the rows until the transaction ends; then they are locked by ``id``.

        Returns:
            The rows, with values as the columns' types give them.
        """
        ...

    def insert(self, table: Table, columns: Columns, *, on_conflict: str = "") -> None:
        """Adds rows.

        Args:
            table: Where to.
            columns: The rows; sorted by their keys, so that two writers cannot wait for each other in a circle.
            on_conflict: The clause for rows that are there already; without it they are an error.
        """
        ...

    def append(self, table: Table, columns: Columns) -> None:
        """Adds rows with long values, none of which is there yet."""
        ...

    def insert_at_once(self, table: Table, columns: Columns) -> None:
        """Adds rows to a table with triggers, none of which is there yet."""
        ...

    def next_numbers(self, column: Column[Any], count: int) -> list[int]:
        """Takes so many numbers, in their order, for rows that are then added to the column's table.

        Args:
            column: The table's identity column.
            count: How many.
        """
        ...

    def update(self, keys: Columns, changes: Columns) -> int:
        """Changes rows, each to its own values.

        Args:
            keys: What finds each row.
            changes: What it becomes.

        Returns:
            How many rows were found.
        """
        ...
