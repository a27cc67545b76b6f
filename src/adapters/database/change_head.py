"""The number that says in which order alerts were changed."""

from __future__ import annotations

from sqlalchemy import Connection, update

from adapters.database.platform_tables import change_head


class ChangeHead:
    """Takes the next change number, once for all that a unit of work changes.

    From the first call to the end of the work nobody else gets a number, so that numbers appear in the order of the
    commits and a reader who follows them misses none. Call it late: on PostgreSQL other writers wait from here on.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._number: int | None = None

    def next(self) -> int:
        """Returns the number of this work's change."""
        if self._number is None:
            take = update(change_head).values(sequence=change_head.c.sequence + 1).returning(change_head.c.sequence)
            self._number = int(self._connection.execute(take).scalar_one())
        return self._number
