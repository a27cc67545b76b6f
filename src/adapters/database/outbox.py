"""The outbox: jobs that a unit of work asks for, which become runs once it is committed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update

from adapters.database.job_columns import arguments_from_json
from adapters.database.narrowing import in_chunks
from adapters.database.platform_tables import outbox
from socdomain.job_request import JobRequest
from socdomain.jobs.ports import OutboxEntry


def add_to_outbox(connection: Connection, job: JobRequest, *, id: UUID, at: datetime) -> None:  # noqa: A002 - the column's name
    """Asks for a job, in the transaction that makes it necessary.

    Args:
        connection: With the transaction.
        job: What should run.
        id: Identifier of the row; later ones are sent later.
        at: When it was asked for.
    """
    connection.execute(insert(outbox).values(id=id, at=at, name=job.name, arguments=dict(job.arguments)))


class SqlOutbox:
    """What was asked for, as ``Outbox``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self, limit: int) -> tuple[OutboxEntry, ...]:
        """Returns the first of those that have not become runs, and that nobody else is taking."""
        first = select(outbox).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.id).limit(limit)
        return tuple(map(_entry, self._connection.execute(first.with_for_update(skip_locked=True))))

    def sent(self, ids: Collection[UUID], at: datetime) -> None:
        """Writes down that some have become runs."""
        for chunk in in_chunks(sorted(set(ids))):
            waits = outbox.c.id.in_(chunk) & outbox.c.sent_at.is_(None)
            self._connection.execute(update(outbox).where(waits).values(sent_at=at))

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes those that became runs before a time, and returns how many."""
        first = select(outbox.c.id).where(outbox.c.sent_at < before).order_by(outbox.c.sent_at).limit(limit)
        ids = self._connection.scalars(first.with_for_update(skip_locked=True)).all()
        for chunk in in_chunks(ids):
            self._connection.execute(delete(outbox).where(outbox.c.id.in_(chunk)))
        return len(ids)


def _entry(row: Row[Any]) -> OutboxEntry:
    return OutboxEntry(row.id, row.at, JobRequest(row.name, arguments_from_json(row.arguments)))
