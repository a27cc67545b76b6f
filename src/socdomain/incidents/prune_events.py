"""Remove the bytes of old events, and nothing else of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import NotAllowedError
from socdomain.ids import AlertId, Ids
from socdomain.incidents.ports import IncidentsWork
from socdomain.principal import Principal, Reach, Scope

ALERTS_AT_ONCE = 500

_BEFORE_ALL = AlertId(UUID(int=0))


@frozen
class PruneEvents:
    """Removes the bytes of events that were received long ago.

    An event itself stays, with its origin, so that it is known when it is sent again; and of each alert the first and
    the last event stay whole, so that one can always see what it was about.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
        keep_for: For how long bytes are kept after the receipt.
    """

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids
    keep_for: timedelta

    def execute(self, *, by: Principal) -> int:
        """Removes bytes, a few hundred alerts at a time, each in a transaction of its own.

        Args:
            by: Who asks; needs ``sources:write``, and to see every customer.

        Returns:
            Of how many events.
        """
        by.require_any_scope(Scope.SOURCES_WRITE)
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.SOURCES_WRITE,))
        before = self.clock.now() - self.keep_for
        pruned = 0
        after: AlertId | None = _BEFORE_ALL
        while after is not None:
            with self.work(by.reach) as work:
                count, after = work.intake.drop_bodies(before, after=after, limit=ALERTS_AT_ONCE)
                if count:
                    work.audit.add(self._record(count, by))
                work.commit()
            pruned += count
        return pruned

    def _record(self, count: int, by: Principal) -> AuditRecord:
        after: dict[str, object] = {"events": count, "received_before_days": self.keep_for.days}
        return AuditRecord.of(
            by, "events.pruned", "bytes of events", id=self.ids.new(), at=self.clock.now(), after=after
        )
