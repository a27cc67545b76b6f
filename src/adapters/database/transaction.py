"""Beginning and ending a transaction the way each database wants it."""

from __future__ import annotations

from contextlib import ExitStack

from sqlalchemy import Connection, Engine

from adapters import crash_points
from adapters.database.engine import BUSY_TIMEOUT_S, writer_queue
from adapters.database.errors import translated
from adapters.database.intents import INTENT, REACH, READS, WRITES
from socdomain.errors import ConcurrentChangeError
from socdomain.principal import Reach


class Transaction:
    """A transaction that has begun; ``close`` rolls back what was not committed.

    Args:
        engine: Where.
        reach: Whose rows it may see and write; PostgreSQL holds it to that.
        reading: Whether it only reads: then it waits for no writer, and PostgreSQL refuses writes in it.
    """

    def __init__(self, engine: Engine, *, reach: Reach, reading: bool) -> None:
        with ExitStack() as undo:
            if not reading:
                _take_turn(engine, undo)
            with translated():
                self.connection: Connection = undo.enter_context(engine.connect())
            self.connection.execution_options(**{INTENT: READS if reading else WRITES, REACH: reach})
            with translated():
                self._transaction = self.connection.begin()
            self._undo = undo.pop_all()

    def commit(self) -> None:
        """Makes permanent what was done."""
        crash_points.reach("database.before_commit")
        try:
            self._transaction.commit()
        except BaseException:
            # SQLite leaves a transaction open that it could not commit, and nobody would expect it in the next one.
            self.connection.invalidate()
            raise
        crash_points.reach("database.after_commit")

    def close(self) -> None:
        """Rolls back what was not committed, and gives back the connection and then the turn."""
        with self._undo:
            if self._transaction.is_active:
                self._transaction.rollback()


def _take_turn(engine: Engine, undo: ExitStack) -> None:
    queue = writer_queue(engine)
    if queue is None:
        return
    if not queue.acquire(BUSY_TIMEOUT_S):
        raise ConcurrentChangeError("other writers held the database for too long")
    undo.callback(queue.release)
