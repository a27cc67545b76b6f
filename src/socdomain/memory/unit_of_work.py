"""The unit of work in memory; every feature's work is satisfied by it."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.job_request import JobRequest
from socdomain.jobs.lease import Lease
from socdomain.jobs.ports import OutboxEntry
from socdomain.memory.alerts import MemoryAlertRepository
from socdomain.memory.artifact_parts import MemoryArtifactParts
from socdomain.memory.audit import MemoryAuditLog
from socdomain.memory.audit_trail import MemoryAuditTrail
from socdomain.memory.auth import (
    MemoryApiKeyRepository,
    MemoryAttemptRepository,
    MemorySessionRepository,
    MemoryUserRepository,
)
from socdomain.memory.cases import MemoryCaseRepository
from socdomain.memory.connector_parts import MemoryConnectorParts
from socdomain.memory.customers import MemoryCustomerRepository
from socdomain.memory.intake import MemoryIntake
from socdomain.memory.job_runs import MemoryEffectLedger, MemoryRunRepository
from socdomain.memory.json_copies import job_copy
from socdomain.memory.leases import MemoryLeaseRepository
from socdomain.memory.once import MemoryOnceLedger
from socdomain.memory.outbox import MemoryOutbox
from socdomain.memory.roles import MemoryRoleRepository
from socdomain.memory.schedules import MemoryScheduleRepository
from socdomain.memory.seeds import MemoryCatalogueRepository, MemorySeedRepository
from socdomain.memory.sources import MemoryRejectedEventRepository, MemorySourceRepository
from socdomain.memory.state import State
from socdomain.memory.state_rows import AskedFor
from socdomain.memory.views import MemoryViewRepository


class Store(Protocol):
    """What gives a unit of work its state, and takes it back."""

    @property
    def clock(self) -> Clock:
        """By which leases end."""
        ...

    @property
    def ids(self) -> Ids:
        """Makes identifiers of what was asked for."""
        ...

    def begin(self) -> State:
        """Returns a state to write to, once no other unit of work writes."""
        ...

    def look(self) -> State:
        """Returns the present state, to read only."""
        ...

    def commit(self, state: State) -> None:
        """Makes a state that was begun the present one."""
        ...

    def end(self) -> None:
        """Lets the next unit of work write."""
        ...


class MemoryUnitOfWork(MemoryConnectorParts, MemoryArtifactParts):
    """One transaction in memory.

    It satisfies ``JobsWork``, ``IncidentsWork``, ``AuthWork`` and all that those build upon. One that writes keeps all
    others that write waiting from the beginning to the end of its ``with`` block; those that read see what was
    committed.

    Args:
        store: Where.
        reading: Whether it only reads; then it waits for nobody, and cannot write.
        under: The lease without which nothing of it may be kept; None where it needs none.
    """

    def __init__(self, store: Store, *, reading: bool = False, under: Lease | None = None) -> None:
        self._store = store
        self._reading = reading
        self._under = under
        self._has_begun = False
        self._state: State | None = None

    def __enter__(self) -> Self:
        """Begins."""
        if self._has_begun:
            raise RuntimeError("this unit of work has begun already")
        self._state = self._store.look() if self._reading else self._store.begin()
        self._has_begun = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends, dropping what was not committed."""
        self._state = None
        self._has_begun = False
        if not self._reading:
            self._store.end()

    def commit(self) -> None:
        """Makes all that was done permanent, at once; nothing can be done after it.

        Raises:
            LeaseLostError: It needs a lease that has ended.
        """
        if self._under is not None:
            self.leases.require(self._under)
        state, self._state = self._now, None
        if not self._reading:
            self._store.commit(state)

    def after_commit(self, job: JobRequest) -> None:
        """Asks for a job once this work is committed."""
        entry = OutboxEntry(self._store.ids.new(), self._store.clock.now(), job_copy(job))
        self._now.outbox[entry.id] = AskedFor(entry)

    @property
    def audit(self) -> MemoryAuditLog:
        """Where changes are written down."""
        return MemoryAuditLog(self._now)

    @property
    def audit_trail(self) -> MemoryAuditTrail:
        """The audit log, to be read and kept."""
        return MemoryAuditTrail(self._now)

    @property
    def once(self) -> MemoryOnceLedger:
        """What was created under which idempotency key."""
        return MemoryOnceLedger(self._now)

    @property
    def customers(self) -> MemoryCustomerRepository:
        """The customers."""
        return MemoryCustomerRepository(self._now)

    @property
    def users(self) -> MemoryUserRepository:
        """The users."""
        return MemoryUserRepository(self._now)

    @property
    def roles(self) -> MemoryRoleRepository:
        """The roles that users refer to."""
        return MemoryRoleRepository(self._now)

    @property
    def sessions(self) -> MemorySessionRepository:
        """The sessions."""
        return MemorySessionRepository(self._now)

    @property
    def api_keys(self) -> MemoryApiKeyRepository:
        """The keys of machines."""
        return MemoryApiKeyRepository(self._now)

    @property
    def attempts(self) -> MemoryAttemptRepository:
        """The attempts to sign in."""
        return MemoryAttemptRepository(self._now)

    @property
    def schedules(self) -> MemoryScheduleRepository:
        """The schedules."""
        return MemoryScheduleRepository(self._now)

    @property
    def runs(self) -> MemoryRunRepository:
        """The runs of jobs."""
        return MemoryRunRepository(self._now)

    @property
    def leases(self) -> MemoryLeaseRepository:
        """Who may do what only one may do at a time."""
        return MemoryLeaseRepository(self._now, self._store.clock)

    @property
    def effects(self) -> MemoryEffectLedger:
        """What runs have brought about."""
        return MemoryEffectLedger(self._now)

    @property
    def outbox(self) -> MemoryOutbox:
        """The jobs that were asked for."""
        return MemoryOutbox(self._now)

    @property
    def seeds(self) -> MemorySeedRepository:
        """What was applied of which seed."""
        return MemorySeedRepository(self._now)

    @property
    def catalogue(self) -> MemoryCatalogueRepository:
        """What can be connected."""
        return MemoryCatalogueRepository(self._now)

    @property
    def sources(self) -> MemorySourceRepository:
        """The sources."""
        return MemorySourceRepository(self._now)

    @property
    def rejected_events(self) -> MemoryRejectedEventRepository:
        """What could not be taken."""
        return MemoryRejectedEventRepository(self._now)

    @property
    def alerts(self) -> MemoryAlertRepository:
        """The alerts."""
        return MemoryAlertRepository(self._now)

    @property
    def cases(self) -> MemoryCaseRepository:
        """The cases."""
        return MemoryCaseRepository(self._now)

    @property
    def intake(self) -> MemoryIntake:
        """Reads and writes of intake."""
        return MemoryIntake(self._now)

    @property
    def views(self) -> MemoryViewRepository:
        """The saved views."""
        return MemoryViewRepository(self._now)

    @property
    def _now(self) -> State:
        if self._state is None:
            raise RuntimeError("a unit of work is used inside its `with` block, and not after its commit")
        return self._state
