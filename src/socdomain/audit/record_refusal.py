"""Write down that a principal was refused."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit.trail import AuditWork
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach


@frozen
class RecordRefusal:
    """Writes down that somebody who is signed in asked for what they may not do.

    Attributes:
        work: Makes units of work that write.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], AuditWork]
    clock: Clock
    ids: Ids

    def execute(self, what: str, needed: tuple[str, ...], *, by: Principal) -> None:
        """Writes it down, in a unit of work of its own: what was refused changed nothing.

        Args:
            what: What was asked for, such as ``GET /api/audit``; the route as it is written, never what was sent.
            needed: The scopes of which one would have been enough.
            by: Who was refused.
        """
        after: dict[str, object] = {"needed": list(needed)}
        record = AuditRecord.of(by, "request.refused", what, id=self.ids.new(), at=self.clock.now(), after=after)
        with self.work(by.reach) as work:
            work.audit.add(record)
            work.commit()
