"""What makes units of work over one database."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attrs import field, frozen
from sqlalchemy import URL, Engine

from adapters.database.engine import make_engine
from adapters.database.known_observables import KnownObservables
from adapters.database.unit_of_work import SqlUnitOfWork
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.jobs.lease import Lease
from socdomain.principal import Reach

USUAL_POOL_SIZE = 4
"""Threads contend for SQLite and for PostgreSQL alike: eight clients were served faster by 4 connections than by 8."""


@frozen
class SqlWorks:
    """Makes units of work over one engine; calling it makes one that writes.

    Attributes:
        engine: As ``make_engine`` makes it.
        ids: See ``SqlUnitOfWork``.
        clock: See ``SqlUnitOfWork``.
    """

    engine: Engine
    ids: Ids
    clock: Clock
    _known_observables: KnownObservables = field(init=False, factory=KnownObservables)

    def __call__(self, reach: Reach) -> SqlUnitOfWork:
        """Makes a unit of work that writes within a reach."""
        return self._make(reach)

    def reading(self, reach: Reach) -> SqlUnitOfWork:
        """Makes a unit of work that only reads, within a reach."""
        return self._make(reach, reading=True)

    def under(self, lease: Lease) -> Callable[[Reach], SqlUnitOfWork]:
        """Returns what makes units of work that write, and of which nothing is kept once a lease has ended."""
        return partial(self._make, under=lease)

    def close(self) -> None:
        """Closes the connections that nobody uses."""
        self.engine.dispose()

    def _make(self, reach: Reach, *, reading: bool = False, under: Lease | None = None) -> SqlUnitOfWork:
        return SqlUnitOfWork(
            self.engine,
            ids=self.ids,
            clock=self.clock,
            known_observables=self._known_observables,
            reach=reach,
            reading=reading,
            under=under,
        )


def sql_works(url: str | URL, *, ids: Ids, clock: Clock, pool_size: int = USUAL_POOL_SIZE) -> SqlWorks:
    """Returns what makes units of work over a database.

    Args:
        url: See ``make_engine``.
        ids: Makes identifiers of outbox rows.
        clock: Tells when a job was asked for.
        pool_size: Connections at most.
    """
    return SqlWorks(make_engine(url, pool_size=pool_size), ids, clock)
