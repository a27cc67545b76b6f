"""Change a user: role, reach, address, and whether they may sign in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.grants import (
    customers_named,
    grantable_role,
    require_reach_of_role,
    require_scopes,
    require_users_write,
    shown,
)
from socdomain.auth.ports import AuthWork
from socdomain.auth.saved_user import save_user
from socdomain.auth.user import User, clean_email
from socdomain.clock import Clock
from socdomain.errors import LastAdministratorError, NotFoundError, StaleVersionError
from socdomain.ids import Ids, PrincipalId
from socdomain.principal import Principal, Reach
from socdomain.unset import UNSET, Unset


@frozen
class UserChange:
    """What to change; what is not given stays.

    Attributes:
        role: Name of the role.
        email: Where they are reached; None for nowhere.
        customers: Codes of the customers whose data they may see; None for everyone's.
        is_disabled: Whether they may no longer sign in.
    """

    role: str | Unset = UNSET
    email: str | Unset | None = UNSET
    customers: tuple[str, ...] | Unset | None = UNSET
    is_disabled: bool | Unset = UNSET


@frozen
class ChangeUser:
    """Changes a user; another role or reach, and being disabled, end their sessions."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids

    def execute(self, user_id: PrincipalId, change: UserChange, *, expected_version: int | None, by: Principal) -> User:
        """Changes a user, and returns them as they are then.

        Args:
            user_id: Which.
            change: What to change.
            expected_version: The version that the caller saw; None where the change is meant for any.
            by: Who asks; needs ``users:write``, to see every customer, and every scope of the user's role where they
                may do or see more afterwards.

        Raises:
            NotFoundError: There is none, or it is a part of the platform.
            StaleVersionError: They have changed since.
            InvalidInputError: The address cannot be, there is no such role or customer, or a customer's user would see
                everyone.
            NotAllowedError: They may not hand out what they do not have.
            NameTakenError: Somebody else has the address.
            LastAdministratorError: Nobody would be left who can put things right.
            ConcurrentChangeError: The user is being changed by somebody else.
        """
        require_users_write(by)
        with self.work(by.reach) as work:
            administrators = work.users.administrators_for_change()
            before = work.users.get(user_id)
            if before is None or before.is_system:
                raise NotFoundError("user", user_id)
            if expected_version not in (None, before.version):
                raise StaleVersionError("user", before)
            now = self.clock.now()
            after = self._changed(work, before, change, by, now)
            if before.is_administrator and not after.is_administrator and len(administrators) == 1:
                raise LastAdministratorError
            save_user(work, after, read=before)
            if after.epoch != before.epoch:
                work.sessions.end_all(after.id, now)
            record = AuditRecord.of(
                by, "user.changed", after.id, id=self.ids.new(), at=now, before=shown(before), after=shown(after)
            )
            work.audit.add(record)
            work.commit()
        return after

    def _changed(self, work: AuthWork, before: User, change: UserChange, by: Principal, now: datetime) -> User:
        role = before.role if isinstance(change.role, Unset) else grantable_role(work, change.role, by).name
        disabled_at = before.disabled_at
        if not isinstance(change.is_disabled, Unset):
            disabled_at = (before.disabled_at or now) if change.is_disabled else None
        after = evolve(
            before,
            role=role,
            email=before.email if isinstance(change.email, Unset) else clean_email(change.email),
            customers=before.customers
            if isinstance(change.customers, Unset)
            else customers_named(work, change.customers, by),
            disabled_at=disabled_at,
            version=before.version + 1,
        )
        if (after.role, after.customers) != (before.role, before.customers):
            require_reach_of_role(after.role, after.customers)
        if _gives_more(before, after):
            require_scopes(work.roles.get(after.role).scopes, by)
        outdates = (before.role, before.customers, before.disabled_at) != (after.role, after.customers, disabled_at)
        return evolve(after, epoch=before.epoch + 1) if outdates else after


def _gives_more(before: User, after: User) -> bool:
    """Tells whether a user may sign in who might not, or sees who they did not see."""
    sees_more = after.reach.within(before.reach) != after.reach
    return not after.is_disabled and (before.is_disabled or sees_more)
