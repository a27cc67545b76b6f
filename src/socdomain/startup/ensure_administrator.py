"""Make sure that somebody can sign in."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.local_principal import local_principal
from socdomain.auth.passwords import normal_password
from socdomain.auth.ports import AuthWork, PasswordHasher, PasswordMaker
from socdomain.auth.user import ADMINISTRATOR_ROLE, User
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, NameTakenError
from socdomain.ids import Ids, PrincipalId
from socdomain.principal import Reach

ADMINISTRATOR = "admin"


@frozen
class FirstAdministrator:
    """The administrator that was just made.

    Attributes:
        login: What they sign in as.
        password: To be shown once, on the terminal, and nowhere else.
    """

    login: str
    password: str = field(repr=False)


@frozen
class EnsureAdministrator:
    """Adds an administrator when there is no user at all."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    passwords: PasswordMaker

    def execute(self) -> FirstAdministrator | None:
        """Adds the first administrator, or returns None because there are users already.

        Raises:
            ConcurrentChangeError: Another process is adding one at this moment.
        """
        with self.work(Reach.everyone()) as work:
            if work.users.exist():
                return None
            password = self.passwords.new()
            now = self.clock.now()
            user = User(
                id=PrincipalId(self.ids.new()),
                login=ADMINISTRATOR,
                password_hash=self.hasher.hash(normal_password(password)),
                role=ADMINISTRATOR_ROLE,
                customers=None,
                created_at=now,
                must_change_password=True,
            )
            _add(work, user)
            work.audit.add(
                AuditRecord.of(
                    local_principal("startup"),
                    "user.created",
                    user.id,
                    id=self.ids.new(),
                    at=now,
                    after={"login": user.login},
                )
            )
            work.commit()
        return FirstAdministrator(user.login, password)


def _add(work: AuthWork, user: User) -> None:
    try:
        work.users.add(user)
    except NameTakenError as error:
        raise ConcurrentChangeError("another process has just added the administrator") from error
