"""Remove a view."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import StaleVersionError
from socdomain.ids import Ids, ViewId
from socdomain.principal import Principal, Reach, Scope
from socdomain.views.ports import ViewsWork
from socdomain.views.view import require_change, require_user, shown


@frozen
class RemoveView:
    """Removes a view. That a shared one was there, the audit log keeps.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ViewsWork]
    clock: Clock
    ids: Ids

    def execute(self, view_id: ViewId, *, expected_version: int | None = None, by: Principal) -> None:
        """Removes a view.

        Args:
            view_id: Which.
            expected_version: The version that the caller saw; None for whichever it is.
            by: Who; as for ``ChangeView``.

        Raises:
            NotFoundError: They see no such view.
            NotAllowedError: They may not remove it.
            StaleVersionError: It has changed since.
        """
        require_user(by, Scope.ALERTS_READ)
        with self.work(by.reach) as work:
            view = work.views.get(view_id, owner_id=by.id, reach=by.reach)
            require_change(view, by)
            if expected_version not in (None, view.version):
                raise StaleVersionError("view", view)
            work.views.remove(view)
            if view.is_shared:
                work.audit.add(
                    AuditRecord.of(
                        by,
                        "view.removed",
                        view.id,
                        id=self.ids.new(),
                        at=self.clock.now(),
                        customer_id=view.customer_id,
                        before=shown(view) | {"owner": view.owner_name},
                    )
                )
            work.commit()
