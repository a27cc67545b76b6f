"""Remove documents that were rejected long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import NotAllowedError
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.ports import SourcesWork

EVENTS_AT_ONCE: Final = 500


@frozen
class PruneRejected:
    """Removes documents that were rejected long ago and that nobody has replayed since, with their bytes.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
        keep_for: For how long they are kept after the receipt.
    """

    work: Callable[[Reach], SourcesWork]
    clock: Clock
    ids: Ids
    keep_for: timedelta

    def execute(self, *, by: Principal) -> int:
        """Removes them, a few hundred at a time, each in a transaction of its own.

        Args:
            by: Who asks; needs ``sources:write``, and to see every customer.

        Returns:
            How many.
        """
        by.require_any_scope(Scope.SOURCES_WRITE)
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.SOURCES_WRITE,))
        before = self.clock.now() - self.keep_for
        pruned = 0
        while True:
            with self.work(by.reach) as work:
                count = work.rejected_events.prune(before, limit=EVENTS_AT_ONCE, reach=by.reach)
                if not count:
                    return pruned
                work.audit.add(self._record(count, by))
                work.commit()
            pruned += count

    def _record(self, count: int, by: Principal) -> AuditRecord:
        after: dict[str, object] = {"documents": count, "received_before_days": self.keep_for.days}
        return AuditRecord.of(
            by, "rejected.pruned", "rejected events", id=self.ids.new(), at=self.clock.now(), after=after
        )
