"""Change a view: its name, or what it stands for."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import StaleVersionError
from socdomain.ids import Ids, ViewId
from socdomain.principal import Principal, Reach, Scope
from socdomain.unset import UNSET, Unset
from socdomain.views.place import check_place
from socdomain.views.ports import ViewsWork
from socdomain.views.view import View, canonical_query, require_change, require_user, shown


@frozen
class ViewChange:
    """What to change; ``UNSET`` leaves a field as it is.

    Attributes:
        name: What it is called; 1 to 80 characters.
        query: The query of an alert list, in any order.
    """

    name: str | Unset = UNSET
    query: str | Unset = UNSET


@frozen
class ChangeView:
    """Changes a view. A change of a shared one is written into the audit log.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ViewsWork]
    clock: Clock
    ids: Ids

    def execute(self, view_id: ViewId, change: ViewChange, *, expected_version: int, by: Principal) -> View:
        """Changes a view, and returns it as it is then; what changes nothing is no new version.

        Args:
            view_id: Which.
            change: What to change.
            expected_version: The version that the caller saw.
            by: Who; a user with ``alerts:read`` for their own. For a shared one with ``alerts:write``, and its owner or
                somebody with ``users:write``.

        Raises:
            NotFoundError: They see no such view.
            NotAllowedError: They may not change it.
            StaleVersionError: It has changed since.
            InvalidInputError: The name has the wrong shape, the query is not that of an alert list, or names another
                customer than the one that it is shared with.
            ViewTakenError: Another one has the name there.
        """
        require_user(by, Scope.ALERTS_READ)
        with self.work(by.reach) as work:
            before = work.views.get(view_id, owner_id=by.id, reach=by.reach)
            require_change(before, by)
            if before.version != expected_version:
                raise StaleVersionError("view", before)
            after = _changed(before, change)
            if after == before:
                return before
            after = evolve(after, version=before.version + 1)
            check_place(work, after)
            work.views.save(after, expected_version=before.version)
            if after.is_shared:
                self._write_down(work, before, after, by)
            work.commit()
        return after

    def _write_down(self, work: ViewsWork, before: View, after: View, by: Principal) -> None:
        work.audit.add(
            AuditRecord.of(
                by,
                "view.changed",
                after.id,
                id=self.ids.new(),
                at=self.clock.now(),
                customer_id=after.customer_id,
                before=shown(before),
                after=shown(after),
            )
        )


def _changed(view: View, change: ViewChange) -> View:
    name = view.name if isinstance(change.name, Unset) else change.name.strip()
    query = view.query if isinstance(change.query, Unset) else canonical_query(change.query)
    return evolve(view, name=name, query=query)
