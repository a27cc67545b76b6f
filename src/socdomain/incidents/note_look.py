"""Note that somebody looks at an alert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from socdomain.clock import Clock
from socdomain.errors import NotAllowedError
from socdomain.ids import AlertId
from socdomain.incidents.ports import IncidentsWork
from socdomain.principal import Principal, PrincipalKind, Reach, Scope


@frozen
class NoteLook:
    """Notes that a user looks at an alert, and tells when they looked before.

    It is nobody else's business, so nothing of it is in the audit log or the alert's history.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
    """

    work: Callable[[Reach], IncidentsWork]
    clock: Clock

    def execute(self, alert_id: AlertId, *, by: Principal) -> datetime | None:
        """Notes a look, and returns when the user looked last in the visit before this one; None if there was none.

        A visit is a series of looks none of which is more than 30 minutes after the one before (``looks.py``). So what
        is told stays the same while a page is loaded again and again, however quickly, and moves on once it was left
        for half an hour.

        Args:
            alert_id: At which alert.
            by: Who looks; a user with ``alerts:read``.

        Raises:
            NotFoundError: The alert is not within reach.
            NotAllowedError: They may not read alerts, or are no user: a machine looks at nothing.
        """
        by.require_any_scope(Scope.ALERTS_READ)
        if by.kind is not PrincipalKind.USER:
            raise NotAllowedError((Scope.ALERTS_READ,))
        with self.work(by.reach) as work:
            before = work.alerts.note_look(alert_id, by.id, self.clock.now(), reach=by.reach)
            work.commit()
        return before
