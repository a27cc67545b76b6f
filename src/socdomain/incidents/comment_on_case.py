"""Say something about a case."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.ids import CaseId, Ids
from socdomain.incidents.activity import Comment
from socdomain.incidents.case_links import note_on_case, touched
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.once import OnceKey
from socdomain.principal import Principal, Reach, Scope


@frozen
class CommentOnCase:
    """Adds a remark to a case."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, case_id: CaseId, text: str, *, by: Principal, once: OnceKey | None = None) -> Comment:
        """Adds a remark, or returns the one that the same idempotency key added before.

        Raises:
            NotFoundError: The case is not within reach.
            InvalidInputError: The text is empty or longer than 20,000 characters.
        """
        by.require_any_scope(Scope.CASES_WRITE)
        now = self.clock.now()
        comment = Comment(self.ids.new(), now, by.name, text)
        with self.work(by.reach) as work:
            # Before what was done is recalled: what has gone out of reach since is answered as what is not there.
            case = work.cases.for_change(case_id, reach=by.reach)
            if once and (earlier := work.once.recall(once, now=now)):
                return work.cases.get_comment(earlier.id, reach=by.reach)
            work.cases.add_comment(case, comment)
            triage = AlertTriage(work, self.clock, self.ids, by)
            work.cases.save(touched(case, triage))
            note_on_case(triage, case, "commented", {}, {"comment": str(comment.id)})
            if once:
                work.once.remember(once, comment.id, now=now)
            work.commit()
        return comment
