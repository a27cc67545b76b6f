"""The store in memory, and what makes units of work over it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, get_ident
from typing import Final

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.job_request import JobRequest
from socdomain.jobs.lease import Lease
from socdomain.memory.clock import FixedClock
from socdomain.memory.ids import CountingIds
from socdomain.memory.json_copies import audit_copy, job_copy
from socdomain.memory.state import State
from socdomain.memory.unit_of_work import MemoryUnitOfWork
from socdomain.principal import Reach

_SERIES_OF_OUTBOX: Final = 1


class MemoryPlatform:
    """Keeps everything in memory, for as long as the object lives.

    Several threads may use it: one unit of work writes at a time, and those that read never wait.

    Args:
        clock: By which leases end, and which tells when a job was asked for; one that stands still unless it is given,
            so that leases last until they are released.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or FixedClock()
        # Of a series of their own, since runs are known by them beside those that a program counts.
        self.ids: Ids = CountingIds(series=_SERIES_OF_OUTBOX)
        self._committed = State()
        self._turn = Lock()
        self._writer: int | None = None

    def works(self) -> MemoryWorks:
        """Returns what makes units of work; use cases take it as their ``work``."""
        return MemoryWorks(self)

    @property
    def outbox(self) -> list[JobRequest]:
        """The jobs that committed work has asked for, in that order."""
        return [job_copy(one.entry.request) for one in self._committed.outbox.values()]

    @property
    def audit_records(self) -> list[AuditRecord]:
        """The audit records of committed work, in the order in which they were written."""
        return [audit_copy(one.record) for one in self._committed.audit_records.values()]

    def begin(self) -> State:
        """Returns a state to write to, once no other unit of work writes."""
        if self._writer == get_ident():
            # Waiting here would last forever.
            raise RuntimeError("this thread has a unit of work open that writes; end it before the next begins")
        self._turn.acquire()
        self._writer = get_ident()
        return self._committed.fork(writable=True)

    def look(self) -> State:
        """Returns the present state, to read only."""
        return self._committed.fork(writable=False)

    def commit(self, state: State) -> None:
        """Makes a state that was begun the present one."""
        state.seal()
        self._committed = state

    def end(self) -> None:
        """Lets the next unit of work write."""
        self._writer = None
        self._turn.release()


@frozen
class MemoryWorks:
    """Makes units of work over one store; calling it makes one that writes."""

    _store: MemoryPlatform

    def __call__(self, reach: Reach) -> MemoryUnitOfWork:
        """Makes a unit of work that writes; memory trusts its repositories to keep to their own reach."""
        return MemoryUnitOfWork(self._store)

    def reading(self, reach: Reach) -> MemoryUnitOfWork:
        """Makes a unit of work that only reads."""
        return MemoryUnitOfWork(self._store, reading=True)

    def under(self, lease: Lease) -> Callable[[Reach], MemoryUnitOfWork]:
        """Returns what makes units of work that write, and of which nothing is kept once a lease has ended."""
        return lambda _: MemoryUnitOfWork(self._store, under=lease)
