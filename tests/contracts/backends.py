"""What the contracts run on: the same ports over memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from attrs import fields, frozen
from sqlalchemy import URL

from adapters.database import make_engine, sql_works
from adapters.database.metadata import metadata
from socdomain.agents.ports import AgentsWork
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.audit.trail import AuditWork
from socdomain.audit_record import AuditRecord
from socdomain.incidents.collection.ports import CollectionWork
from socdomain.job_request import JobRequest
from socdomain.jobs.lease import Lease
from socdomain.jobs.ports import JobsWork
from socdomain.memory import CountingIds, FixedClock, MemoryPlatform
from socdomain.principal import Reach
from socdomain.startup.seeds import StartupWork
from socdomain.views.ports import ViewsWork
from tests.builders import EVERYONE
from tests.within_reach import for_everyone


class AnyWork(ArtifactsWork, ViewsWork, CollectionWork, StartupWork, AgentsWork, JobsWork, AuditWork, Protocol):
    """A unit of work over everything."""


class Works(Protocol):
    """Makes units of work."""

    def __call__(self, reach: Reach) -> AnyWork:
        """Makes one that writes."""
        ...

    def reading(self, reach: Reach) -> AnyWork:
        """Makes one that only reads."""
        ...

    def under(self, lease: Lease) -> Callable[[Reach], AnyWork]:
        """Returns what makes those of which nothing is kept once a lease has ended."""
        ...


@frozen
class Backend:
    """A store, and looks at what is written for others to read.

    Attributes:
        works: Makes its units of work.
        jobs: The committed jobs in the outbox, in the order in which they were asked for.
        audit_records: The committed audit records, in the order of their identifiers.
    """

    works: Works
    jobs: Callable[[], list[JobRequest]]
    audit_records: Callable[[], list[AuditRecord]]


KINDS = ("memory", "sqlite", "postgres")


@contextmanager
def open_backend(kind: str, fixture: Callable[[str], Any]) -> Iterator[Backend]:
    """An empty store, for as long as the context lasts.

    Args:
        kind: One of ``KINDS``.
        fixture: Gives the value of a fixture by its name; databases are fixtures of all tests.
    """
    if kind == "memory":
        yield memory_backend()
    else:
        with sql_backend(fixture(f"{kind}_database")) as backend:
            yield backend


def memory_backend() -> Backend:
    """An empty store in memory."""
    platform = MemoryPlatform()
    return Backend(
        works=platform.works(),
        jobs=lambda: platform.outbox,
        audit_records=lambda: sorted(platform.audit_records, key=lambda record: record.id.int),
    )


@contextmanager
def sql_backend(url: str) -> Iterator[Backend]:
    """A store over SQL, for as long as the context lasts.

    Args:
        url: A migrated, empty database.
    """
    works = sql_works(url, ids=CountingIds(), clock=FixedClock())
    try:
        yield Backend(
            works=works,
            jobs=lambda: [JobRequest(row.name, row.arguments) for row in _rows(works.engine.url, "outbox")],
            audit_records=lambda: [_record(row) for row in _rows(works.engine.url, "audit_records")],
        )
    finally:
        works.close()


def _record(row: Any) -> AuditRecord:
    return AuditRecord(**{one.name: getattr(row, one.name) for one in fields(AuditRecord)})


def _rows(url: URL, name: str) -> list[Any]:
    """The rows of a table, seen by somebody else: over a connection of its own."""
    table = metadata.tables[name]
    engine = make_engine(url, pool_size=1)
    try:
        with for_everyone(engine).connect() as connection:
            return list(connection.execute(table.select().order_by(table.c.id)))
    finally:
        engine.dispose()


@contextmanager
def committed(works: Callable[[Reach], AnyWork]) -> Iterator[AnyWork]:
    """A unit of work that commits at the end of the block."""
    with works(EVERYONE) as work:
        yield work
        work.commit()
