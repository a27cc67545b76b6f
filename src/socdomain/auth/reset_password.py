"""Give a user a new password, which is good for choosing another one."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.create_user import CreatedUser
from socdomain.auth.grants import require_no_key, require_scopes, require_users_write
from socdomain.auth.passwords import normal_password
from socdomain.auth.ports import AuthWork, PasswordHasher, PasswordMaker
from socdomain.auth.saved_user import save_user
from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import Ids, PrincipalId
from socdomain.principal import Principal, Reach, Scope


@frozen
class ResetPassword:
    """Replaces a user's password by one that is good once, and ends their sessions."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    passwords: PasswordMaker

    def execute(self, user_id: PrincipalId, *, by: Principal) -> CreatedUser:
        """Resets a password.

        Args:
            user_id: Whose.
            by: Who asks; no key, and needs ``users:write``, to see every customer, and every scope of the user's role:
                whoever resets a password can sign in with it.

        Raises:
            NotFoundError: There is no such user, or it is a part of the platform.
            NotAllowedError: They may not.
            ConcurrentChangeError: The user is being changed by somebody else.
        """
        require_users_write(by)
        require_no_key(by, Scope.USERS_WRITE)
        password = self.passwords.new()
        password_hash = self.hasher.hash(normal_password(password))
        with self.work(by.reach) as work:
            user = work.users.get(user_id)
            if user is None or user.is_system:
                raise NotFoundError("user", user_id)
            require_scopes(work.roles.get(user.role).scopes, by)
            now = self.clock.now()
            after = user.with_password(password_hash, must_change=True)
            save_user(work, after, read=user)
            work.sessions.end_all(user.id, now)
            work.audit.add(AuditRecord.of(by, "user.password_reset", user.id, id=self.ids.new(), at=now))
            work.commit()
        return CreatedUser(after, password)
