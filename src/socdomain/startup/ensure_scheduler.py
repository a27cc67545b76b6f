"""Make sure that scheduled jobs have somebody to run as."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.builtin_roles import SCHEDULER
from socdomain.auth.local_principal import local_principal
from socdomain.auth.ports import AuthWork
from socdomain.auth.user import SCHEDULER_LOGIN, User
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, NameTakenError
from socdomain.ids import Ids, PrincipalId
from socdomain.principal import Reach


@frozen
class EnsureScheduler:
    """Adds the user that scheduled jobs run as; it is a part of the platform, and nobody can sign in as it."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids

    def execute(self) -> bool:
        """Adds the user where it is missing, and tells whether it was.

        Raises:
            ConcurrentChangeError: Another process is adding it at this moment.
        """
        with self.work(Reach.everyone()) as work:
            # No person has the name, which is kept free.
            if work.users.by_login(SCHEDULER_LOGIN) is not None:
                return False
            now = self.clock.now()
            user = User(
                id=PrincipalId(self.ids.new()),
                login=SCHEDULER_LOGIN,
                password_hash="",
                role=SCHEDULER,
                customers=None,
                created_at=now,
                is_system=True,
            )
            self._add(work, user)
            by = local_principal("startup")
            after = {"login": user.login, "role": user.role}
            work.audit.add(AuditRecord.of(by, "user.created", user.id, id=self.ids.new(), at=now, after=after))
            work.commit()
        return True

    def _add(self, work: AuthWork, user: User) -> None:
        try:
            work.users.add(user)
        except NameTakenError as error:
            raise ConcurrentChangeError("another process has just added the scheduler") from error
