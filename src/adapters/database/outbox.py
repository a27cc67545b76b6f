"""The outbox: jobs that a unit of work asks for, sent by somebody else once it is committed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert

from adapters.database.platform_tables import outbox
from socdomain.job_request import JobRequest


def add_to_outbox(connection: Connection, job: JobRequest, *, id: UUID, at: datetime) -> None:  # noqa: A002 - the column's name
    """Asks for a job, in the transaction that makes it necessary.

    Args:
        connection: With the transaction.
        job: What should run.
        id: Identifier of the row; later ones are sent later.
        at: When it was asked for.
    """
    connection.execute(insert(outbox).values(id=id, at=at, name=job.name, arguments=dict(job.arguments)))
