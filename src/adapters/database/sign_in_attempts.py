"""Attempts to sign in, which all processes count together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from adapters.database.auth_tables import sign_in_attempts
from adapters.database.conflicts import insert_into
from socdomain.auth.attempts import FORGOTTEN_AFTER, Attempts, none_yet

_MOST_FORGOTTEN = 20


class SqlAttemptRepository:
    """The attempts, as ``AttemptRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def for_change(self, subject: str, now: datetime) -> Attempts:
        """Returns the attempts of a subject, and keeps others from counting."""
        table = sign_in_attempts.c
        row = self._locked(subject)
        if row is None:
            # More than are added.
            self.prune(now - FORGOTTEN_AFTER, limit=_MOST_FORGOTTEN)
            new = insert_into(self._connection, sign_in_attempts)
            values = {"subject": subject, "attempt_count": 0, "last_at": now, "next_at": now}
            self._connection.execute(new.values(values).on_conflict_do_nothing(index_elements=[table.subject]))
            row = self._locked(subject)
        return none_yet(subject, now) if row is None else row

    def save(self, attempts: Attempts) -> None:
        """Writes down the attempts of a subject."""
        self._connection.execute(
            update(sign_in_attempts)
            .where(sign_in_attempts.c.subject == attempts.subject)
            .values(attempt_count=attempts.count, last_at=attempts.last_at, next_at=attempts.next_at)
        )

    def prune(self, last_until: datetime, *, limit: int) -> int:
        """Removes those whose last was at a time or before, at most so many, and returns how many."""
        table = sign_in_attempts.c
        old = select(table.subject).where(table.last_at <= last_until).order_by(table.last_at).limit(limit)
        subjects = self._connection.scalars(old.with_for_update(skip_locked=True)).all()
        is_old = table.subject.in_(subjects)
        return self._connection.execute(delete(sign_in_attempts).where(is_old)).rowcount if subjects else 0

    def _locked(self, subject: str) -> Attempts | None:
        statement = select(sign_in_attempts).where(sign_in_attempts.c.subject == subject).with_for_update()
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else Attempts(row.subject, row.attempt_count, row.last_at, row.next_at)
