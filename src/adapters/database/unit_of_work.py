"""The one unit of work over SQL; every feature's work is satisfied by it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from attrs import field, frozen
from sqlalchemy import URL, Connection, Engine

from adapters.database.alerts import SqlAlertRepository
from adapters.database.api_keys import SqlApiKeyRepository
from adapters.database.audit import SqlAuditLog
from adapters.database.audit_trail import SqlAuditTrail
from adapters.database.auth import SqlUserRepository
from adapters.database.cases import SqlCaseRepository
from adapters.database.change_head import ChangeHead
from adapters.database.customers import SqlCustomerRepository
from adapters.database.engine import make_engine
from adapters.database.intake import SqlIntake
from adapters.database.known_observables import KnownObservables
from adapters.database.once import SqlOnceLedger
from adapters.database.outbox import add_to_outbox
from adapters.database.rejected_events import SqlRejectedEventRepository
from adapters.database.roles import SqlRoleRepository
from adapters.database.sessions import SqlSessionRepository
from adapters.database.sign_in_attempts import SqlAttemptRepository
from adapters.database.sources import SqlSourceRepository
from adapters.database.startup import SqlCatalogueRepository, SqlSeedRepository
from adapters.database.transaction import Transaction
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.incidents.intake import StoredObservable
from socdomain.job_request import JobRequest
from socdomain.principal import Reach

USUAL_POOL_SIZE = 4
"""Threads contend for SQLite and for PostgreSQL alike: eight clients were served faster by 4 connections than by 8."""


@frozen
class _Open:
    transaction: Transaction
    changes: ChangeHead
    audit: SqlAuditLog
    new_observables: list[StoredObservable] = field(init=False, factory=list)


class SqlUnitOfWork:
    """One transaction over SQL.

    It satisfies ``IncidentsWork``, ``AuthWork`` and all that those build upon.

    Args:
        engine: As ``make_engine`` makes it.
        ids: Makes identifiers of outbox rows.
        clock: Tells when a job was asked for.
        known_observables: What need not be written again.
        reach: Whose rows it may see and write.
        reading: Whether it only reads; then it waits for no writer, and cannot write.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        ids: Ids,
        clock: Clock,
        known_observables: KnownObservables,
        reach: Reach,
        reading: bool = False,
    ) -> None:
        self._engine = engine
        self._ids = ids
        self._clock = clock
        self._known_observables = known_observables
        self._reach = reach
        self._reading = reading
        self._open: _Open | None = None

    def __enter__(self) -> Self:
        """Begins."""
        if self._open is not None:
            raise RuntimeError("this unit of work has begun already")
        transaction = Transaction(self._engine, reach=self._reach, reading=self._reading)
        connection = transaction.connection
        self._open = _Open(transaction, ChangeHead(connection), SqlAuditLog(connection))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends, rolling back what was not committed."""
        now = self._now
        self._open = None
        now.transaction.close()

    def commit(self) -> None:
        """Makes all that was done permanent, at once; nothing can be done after it."""
        self._now.audit.write()
        self._now.transaction.commit()
        self._known_observables.committed(self._now.new_observables)

    def after_commit(self, job: JobRequest) -> None:
        """Asks for a job, by a row that is committed with everything else."""
        add_to_outbox(self._connection, job, id=self._ids.new(), at=self._clock.now())

    @property
    def audit(self) -> SqlAuditLog:
        """Where changes are written down."""
        return self._now.audit

    @property
    def audit_trail(self) -> SqlAuditTrail:
        """The audit log, to be read and kept."""
        return SqlAuditTrail(self._connection)

    @property
    def once(self) -> SqlOnceLedger:
        """What was created under which idempotency key."""
        return SqlOnceLedger(self._connection)

    @property
    def customers(self) -> SqlCustomerRepository:
        """The customers."""
        return SqlCustomerRepository(self._connection)

    @property
    def users(self) -> SqlUserRepository:
        """The users."""
        return SqlUserRepository(self._connection)

    @property
    def roles(self) -> SqlRoleRepository:
        """The roles that users refer to."""
        return SqlRoleRepository(self._connection)

    @property
    def sessions(self) -> SqlSessionRepository:
        """The sessions."""
        return SqlSessionRepository(self._connection)

    @property
    def api_keys(self) -> SqlApiKeyRepository:
        """The keys of machines."""
        return SqlApiKeyRepository(self._connection)

    @property
    def attempts(self) -> SqlAttemptRepository:
        """The attempts to sign in."""
        return SqlAttemptRepository(self._connection)

    @property
    def seeds(self) -> SqlSeedRepository:
        """What was applied of which seed."""
        return SqlSeedRepository(self._connection)

    @property
    def catalogue(self) -> SqlCatalogueRepository:
        """What can be connected."""
        return SqlCatalogueRepository(self._connection)

    @property
    def sources(self) -> SqlSourceRepository:
        """The sources."""
        return SqlSourceRepository(self._connection)

    @property
    def rejected_events(self) -> SqlRejectedEventRepository:
        """What could not be taken."""
        return SqlRejectedEventRepository(self._connection)

    @property
    def alerts(self) -> SqlAlertRepository:
        """The alerts."""
        return SqlAlertRepository(self._connection, self._now.changes)

    @property
    def cases(self) -> SqlCaseRepository:
        """The cases."""
        return SqlCaseRepository(self._connection, self._now.changes)

    @property
    def intake(self) -> SqlIntake:
        """Reads and writes of intake."""
        return SqlIntake(self._connection, self._now.changes, self._known_observables, self._now.new_observables)

    @property
    def _now(self) -> _Open:
        if self._open is None:
            raise RuntimeError("a unit of work is used inside its `with` block")
        return self._open

    @property
    def _connection(self) -> Connection:
        return self._now.transaction.connection


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
        return self._make(reach, reading=False)

    def reading(self, reach: Reach) -> SqlUnitOfWork:
        """Makes a unit of work that only reads, within a reach."""
        return self._make(reach, reading=True)

    def close(self) -> None:
        """Closes the connections that nobody uses."""
        self.engine.dispose()

    def _make(self, reach: Reach, *, reading: bool) -> SqlUnitOfWork:
        return SqlUnitOfWork(
            self.engine,
            ids=self.ids,
            clock=self.clock,
            known_observables=self._known_observables,
            reach=reach,
            reading=reading,
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
