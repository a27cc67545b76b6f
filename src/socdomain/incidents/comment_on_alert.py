"""Say something about an alert."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import AlertId, Ids
from socdomain.incidents.activity import Comment
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.once import OnceKey
from socdomain.principal import Principal, Reach, Scope


@frozen
class CommentOnAlert:
    """Adds a remark to an alert."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, alert_id: AlertId, text: str, *, by: Principal, once: OnceKey | None = None) -> Comment:
        """Adds a remark, or returns the one that the same idempotency key added before.

        Raises:
            NotFoundError: The alert is not within reach.
            InvalidInputError: The text is empty or longer than 20,000 characters.
        """
        by.require_any_scope(Scope.ALERTS_WRITE)
        now = self.clock.now()
        comment = Comment(self.ids.new(), now, by.name, text)
        with self.work(by.reach) as work:
            # Before what was done is recalled: what has gone out of reach since is answered as what is not there.
            alert = work.alerts.for_change([alert_id], reach=by.reach).get(alert_id)
            if alert is None:
                raise NotFoundError("alert", alert_id)
            if once and (earlier := work.once.recall(once, now=now)):
                return work.alerts.get_comment(earlier.id, reach=by.reach)
            work.alerts.add_comment(alert, comment)
            triage = AlertTriage(work, self.clock, self.ids, by)
            triage.touch([alert])
            triage.note(alert, "commented", {"comment": str(comment.id)})
            if once:
                work.once.remember(once, comment.id, now=now)
            work.commit()
        return comment
