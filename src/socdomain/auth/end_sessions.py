"""Sign out: here, everywhere, or on another machine."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.ports import AuthWork
from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import Ids, SessionId
from socdomain.principal import Principal, Reach


@frozen
class EndSessions:
    """Ends sessions of whoever asks."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids

    def execute(self, session_id: SessionId | None, *, by: Principal) -> int:
        """Ends one session, or all.

        Args:
            session_id: Which; None for all.
            by: Whose they are.

        Returns:
            How many went on until now.

        Raises:
            NotFoundError: They have no such session, or it is over.
        """
        now = self.clock.now()
        with self.work(Reach.nothing()) as work:
            if session_id is None:
                count = work.sessions.end_all(by.id, now)
                about, action = str(by.id), "user.sessions_ended"
            else:
                standing = work.sessions.standing(session_id)
                if standing is None or standing.user.id != by.id or not work.sessions.end(session_id, now):
                    raise NotFoundError("session", session_id)
                count, about, action = 1, str(session_id), "session.ended"
            record = AuditRecord.of(by, action, about, id=self.ids.new(), at=now, after={"sessions": count})
            work.audit.add(record)
            work.commit()
        return count
