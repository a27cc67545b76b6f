"""Write down how many calls of strangers were refused."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit.chain import time_text
from socdomain.audit.refusals import RefusalCount, RefusalCounter
from socdomain.audit.trail import AuditWork
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, StorageUnavailableError
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach, anonymous_principal


@frozen
class RecordRefusals:
    """Writes one record for each address and minute in which calls without proof of who calls were refused.

    Attributes:
        work: Makes units of work that write.
        clock: Tells the time.
        ids: Makes identifiers.
        counter: Has the counts.
    """

    work: Callable[[Reach], AuditWork]
    clock: Clock
    ids: Ids
    counter: RefusalCounter

    def execute(self, *, by: Principal, is_last: bool = False) -> int:
        """Writes down the minutes that are over, and returns how many records that were.

        Args:
            by: Who asks: the process.
            is_last: Whether nothing is counted any more, so that the present minute is written down too.

        Raises:
            StorageUnavailableError: The database did not answer.
            ConcurrentChangeError: Other writers held it for too long. What was counted is kept in either case.
        """
        now = self.clock.now()
        counts = self.counter.take(until=None if is_last else now)
        if not counts:
            return 0
        try:
            with self.work(by.reach) as work:
                for one in counts:
                    work.audit.add(self._record(one))
                work.commit()
        except (StorageUnavailableError, ConcurrentChangeError):
            self.counter.give_back(counts)
            raise
        return len(counts)

    def _record(self, one: RefusalCount) -> AuditRecord:
        after: dict[str, object] = {"count": one.count, "minute": time_text(one.minute)}
        return AuditRecord.of(
            anonymous_principal(one.address),
            "request.refused",
            one.address,
            id=self.ids.new(),
            at=self.clock.now(),
            after=after,
        )
