"""Save a view of the queue, for oneself."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.ids import Ids, ViewId
from socdomain.once import OnceKey
from socdomain.principal import Principal, Reach, Scope
from socdomain.views.place import check_place
from socdomain.views.ports import ViewsWork
from socdomain.views.view import View, canonical_query, require_user


@frozen
class NewView:
    """A view that somebody wants to keep.

    Attributes:
        name: What it is called; 1 to 80 characters.
        query: The query of an alert list, such as ``severity=High&status=OPEN``; in any order.
    """

    name: str
    query: str


@frozen
class SaveView:
    """Saves a view that nobody else sees; nothing of it is in the audit log.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ViewsWork]
    clock: Clock
    ids: Ids

    def execute(self, wanted: NewView, *, by: Principal, once: OnceKey | None = None) -> View:
        """Saves a view, or returns the one that the same idempotency key saved before.

        Args:
            wanted: Which.
            by: Who; a user with ``alerts:read``.
            once: Names the request.

        Raises:
            InvalidInputError: The name has the wrong shape, or the query is not that of an alert list.
            NotAllowedError: They may not read alerts, or are no user.
            ViewTakenError: They have a view of that name.
            EnoughViewsError: They have as many as may be.
        """
        require_user(by, Scope.ALERTS_READ)
        now = self.clock.now()
        view = View(ViewId(self.ids.new()), wanted.name.strip(), canonical_query(wanted.query), by.id, by.name, now)
        with self.work(by.reach) as work:
            if once and (earlier := work.once.recall(once, now=now)):
                return work.views.get(ViewId(earlier.id), owner_id=by.id, reach=by.reach)
            check_place(work, view)
            work.views.add(view)
            if once:
                work.once.remember(once, view.id, now=now)
            work.commit()
        return view
