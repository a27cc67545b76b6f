"""The one unit of work over SQL; every feature's work is satisfied by it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from attrs import field, frozen
from sqlalchemy import Connection, Engine

from adapters.database.alerts import SqlAlertRepository
from adapters.database.api_keys import SqlApiKeyRepository
from adapters.database.artifact_parts import SqlArtifactParts
from adapters.database.audit import SqlAuditLog
from adapters.database.audit_trail import SqlAuditTrail
from adapters.database.auth import SqlUserRepository
from adapters.database.cases import SqlCaseRepository
from adapters.database.change_head import ChangeHead
from adapters.database.connector_parts import SqlConnectorParts
from adapters.database.customers import SqlCustomerRepository
from adapters.database.effects import SqlEffectLedger
from adapters.database.intake import SqlIntake
from adapters.database.job_runs import SqlRunRepository
from adapters.database.known_observables import KnownObservables
from adapters.database.leases import SqlLeaseRepository
from adapters.database.once import SqlOnceLedger
from adapters.database.outbox import SqlOutbox, add_to_outbox
from adapters.database.rejected_events import SqlRejectedEventRepository
from adapters.database.roles import SqlRoleRepository
from adapters.database.schedules import SqlScheduleRepository
from adapters.database.sessions import SqlSessionRepository
from adapters.database.sign_in_attempts import SqlAttemptRepository
from adapters.database.sources import SqlSourceRepository
from adapters.database.startup import SqlCatalogueRepository, SqlSeedRepository
from adapters.database.transaction import Transaction
from adapters.database.views import SqlViewRepository
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.incidents.intake import StoredObservable
from socdomain.job_request import JobRequest
from socdomain.jobs.lease import Lease
from socdomain.principal import Reach


@frozen
class _Open:
    transaction: Transaction
    changes: ChangeHead
    audit: SqlAuditLog
    new_observables: list[StoredObservable] = field(init=False, factory=list)


class SqlUnitOfWork(SqlConnectorParts, SqlArtifactParts):
    """One transaction over SQL.

    It satisfies ``JobsWork``, ``IncidentsWork``, ``AuthWork`` and all that those build upon.

    Args:
        engine: As ``make_engine`` makes it.
        ids: Makes identifiers of outbox rows.
        clock: Tells when a job was asked for.
        known_observables: What need not be written again.
        reach: Whose rows it may see and write.
        reading: Whether it only reads; then it waits for no writer, and cannot write.
        under: The lease without which nothing of it may be kept; None where it needs none.
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
        under: Lease | None = None,
    ) -> None:
        self._engine = engine
        self._ids = ids
        self._clock = clock
        self._known_observables = known_observables
        self._reach = reach
        self._reading = reading
        self._under = under
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
        """Makes all that was done permanent, at once; nothing can be done after it.

        Raises:
            LeaseLostError: It needs a lease that has ended.
        """
        if self._under is not None:
            # From here on nobody can take the lease over. Only the chains of the audit log come later: no other writer
            # of theirs has to wait until this one has its lease.
            self.leases.require(self._under)
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
    def schedules(self) -> SqlScheduleRepository:
        """The schedules."""
        return SqlScheduleRepository(self._connection)

    @property
    def runs(self) -> SqlRunRepository:
        """The runs of jobs."""
        return SqlRunRepository(self._connection)

    @property
    def leases(self) -> SqlLeaseRepository:
        """Who may do what only one may do at a time."""
        return SqlLeaseRepository(self._connection)

    @property
    def effects(self) -> SqlEffectLedger:
        """What runs have brought about."""
        return SqlEffectLedger(self._connection)

    @property
    def outbox(self) -> SqlOutbox:
        """The jobs that were asked for."""
        return SqlOutbox(self._connection)

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
    def views(self) -> SqlViewRepository:
        """The saved views."""
        return SqlViewRepository(self._connection)

    @property
    def _now(self) -> _Open:
        if self._open is None:
            raise RuntimeError("a unit of work is used inside its `with` block")
        return self._open

    @property
    def _connection(self) -> Connection:
        return self._now.transaction.connection
