"""Add a user."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.grants import (
    customers_named,
    grantable_role,
    require_no_key,
    require_reach_of_role,
    require_users_write,
    shown,
)
from socdomain.auth.passwords import normal_password
from socdomain.auth.ports import AuthWork, PasswordHasher, PasswordMaker
from socdomain.auth.user import SCHEDULER_LOGIN, User, clean_email, clean_login, folded_name
from socdomain.clock import Clock
from socdomain.errors import NameTakenError
from socdomain.ids import Ids, PrincipalId
from socdomain.once import OnceKey
from socdomain.principal import Principal, Scope


@frozen
class NewUser:
    """A user to add.

    Attributes:
        login: What they sign in as, 1 to 100 characters without spaces.
        role: Name of the role.
        email: Where they are reached.
        customers: Codes of the customers whose data they may see; None for everyone's.
    """

    login: str
    role: str
    email: str | None = None
    customers: tuple[str, ...] | None = None


@frozen
class CreatedUser:
    """A user that was added.

    Attributes:
        user: The user.
        password: To be handed over, and good for choosing another one; None when the user was added before.
    """

    user: User
    password: str | None = field(repr=False)


@frozen
class CreateUser:
    """Adds a user with a password that is good once."""

    work: Callable[..., AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    passwords: PasswordMaker

    def execute(self, new: NewUser, *, by: Principal, once: OnceKey | None = None) -> CreatedUser:
        """Adds a user.

        Args:
            new: The user.
            by: Who asks; no key, and needs ``users:write``, to see every customer, and every scope of the role.
            once: Sent again, it gives the same user, without the password.

        Raises:
            InvalidInputError: The login name or address cannot be, there is no such role or customer, or a customer's
                user would see everyone.
            NotAllowedError: They may not hand out what they do not have, or are a key.
            NameTakenError: Somebody has the login name or the address.
        """
        require_users_write(by)
        require_no_key(by, Scope.USERS_WRITE)
        login, email = clean_login(new.login), clean_email(new.email)
        if folded_name(login) == SCHEDULER_LOGIN:
            # Also before it has been added, as where preparing the platform was broken off.
            raise NameTakenError("login")
        password = self.passwords.new()
        # Not while others wait to write.
        password_hash = self.hasher.hash(normal_password(password))
        with self.work(by.reach) as work:
            now = self.clock.now()
            if once is not None and (made := work.once.recall(once, now=now)) is not None:
                user = work.users.get(PrincipalId(made.id))
                if user is not None:
                    return CreatedUser(user, None)
            role = grantable_role(work, new.role, by)
            customers = customers_named(work, new.customers, by)
            require_reach_of_role(role.name, customers)
            user = User(
                id=PrincipalId(self.ids.new()),
                login=login,
                email=email,
                password_hash=password_hash,
                role=role.name,
                customers=customers,
                created_at=now,
                must_change_password=True,
            )
            work.users.add(user)
            if once is not None:
                work.once.remember(once, user.id, now=now)
            record = AuditRecord.of(by, "user.created", user.id, id=self.ids.new(), at=now, after=shown(user))
            work.audit.add(record)
            work.commit()
        return CreatedUser(user, password)
