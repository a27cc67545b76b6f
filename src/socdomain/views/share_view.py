"""Share a view with others."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import NotAllowedError
from socdomain.ids import CustomerId, Ids, ViewId
from socdomain.once import OnceKey
from socdomain.principal import Principal, Reach, Scope
from socdomain.views.place import check_place
from socdomain.views.ports import ViewsWork
from socdomain.views.view import View, require_user, shown


@frozen
class Sharing:
    """How a view is to be shared.

    Attributes:
        customer: Code of the customer whose people are to see it; None for those who see every customer.
        name: What it is called there; None for as it is.
    """

    customer: str | None = None
    name: str | None = None


@frozen
class ShareView:
    """Shares a copy of a view; what it was copied from stays as it is, and neither follows the other's changes.

    So whoever shares a view can go on trying out their own, and others are not surprised by it.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ViewsWork]
    clock: Clock
    ids: Ids

    def execute(self, view_id: ViewId, wanted: Sharing, *, by: Principal, once: OnceKey | None = None) -> View:
        """Shares a copy, and returns it; or the one that the same idempotency key shared before.

        Args:
            view_id: Of one's own view, or of a shared one that is to be shared with others, too.
            wanted: With whom, and under which name.
            by: Who; a user with ``alerts:write``. They own the copy.
            once: Names the request.

        Raises:
            NotFoundError: They see no such view, or no such customer.
            NotAllowedError: They may not share, or share with those who see everyone and do not themselves.
            InvalidInputError: The view names another customer than the one that it is to be shared with, or it is to
                have a name of the wrong shape.
            ViewTakenError: A view of that name is shared there.
            EnoughViewsError: As many are shared there as may be.
        """
        require_user(by, Scope.ALERTS_WRITE)
        if wanted.customer is None and not by.reach.is_everyone:
            raise NotAllowedError((Scope.ALERTS_WRITE,))
        now = self.clock.now()
        with self.work(by.reach) as work:
            # First, so that whoever does not reach it any more is told the same as if they had never shared it.
            owner = None if wanted.customer is None else work.customers.by_code(wanted.customer, reach=by.reach).id
            if once and (earlier := work.once.recall(once, now=now)):
                return work.views.get(ViewId(earlier.id), owner_id=by.id, reach=by.reach)
            found = work.views.get(view_id, owner_id=by.id, reach=by.reach)
            view = self._copy(found, wanted.name, owner, by)
            check_place(work, view)
            work.views.add(view)
            if once:
                work.once.remember(once, view.id, now=now)
            record_id, after = self.ids.new(), shown(view)
            work.audit.add(
                AuditRecord.of(by, "view.shared", view.id, id=record_id, at=now, customer_id=owner, after=after)
            )
            work.commit()
        return view

    def _copy(self, view: View, name: str | None, customer_id: CustomerId | None, by: Principal) -> View:
        return evolve(
            view,
            id=ViewId(self.ids.new()),
            name=view.name if name is None else name.strip(),
            owner_id=by.id,
            owner_name=by.name,
            created_at=self.clock.now(),
            is_shared=True,
            customer_id=customer_id,
            version=1,
        )
