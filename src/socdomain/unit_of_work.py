"""What every unit of work offers; features add their repositories to it."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from socdomain.audit_record import AuditRecord
from socdomain.job_request import JobRequest
from socdomain.once import OnceLedger


class AuditLog(Protocol):
    """Takes audit records; they stand or fall with the unit of work."""

    def add(self, record: AuditRecord) -> None:
        """Writes a record."""
        ...


class UnitOfWork(Protocol):
    """One transaction, as a context manager.

    It commits only when told, and rolls back otherwise. It is never open during a call to a vendor.
    """

    def __enter__(self) -> Self:
        """Begins."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends, rolling back what was not committed."""
        ...

    @property
    def audit(self) -> AuditLog:
        """Where changes are written down."""
        ...

    @property
    def once(self) -> OnceLedger:
        """What was created under which idempotency key."""
        ...

    def after_commit(self, job: JobRequest) -> None:
        """Asks for a job once this work is committed; nothing is asked for if it is not."""
        ...

    def commit(self) -> None:
        """Makes all that was done permanent, at once.

        Raises:
            ConcurrentChangeError: Another writer was first; the whole work can be tried again.
        """
        ...
