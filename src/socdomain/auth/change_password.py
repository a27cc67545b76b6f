"""Choose another password."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.passwords import LONGEST_PASSWORD, RatesPasswords, good_password, normal_password
from socdomain.auth.ports import AuthWork, PasswordHasher
from socdomain.auth.saved_user import save_user
from socdomain.auth.throttle import Throttle
from socdomain.auth.user import User
from socdomain.clock import Clock
from socdomain.errors import InvalidInputError, NotSignedInError
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach

_PRODUCT = "watchfloor"


@frozen
class ChangePassword:
    """Replaces one's own password; every session ends, the one that asks too."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    rating: RatesPasswords

    def execute(self, current: str, new: str, *, by: Principal) -> None:
        """Changes the password of whoever asks.

        Args:
            current: The present password.
            new: The next: 12 to 256 characters, hard to guess, and another one.
            by: Who asks.

        Raises:
            InvalidInputError: The present password is wrong, or the new one will not do.
            TooManyAttemptsError: The present password was wrong too often.
            NotSignedInError: The user is gone.
            ConcurrentChangeError: The user is being changed by somebody else.
        """
        throttle = Throttle(self.work, self.clock)
        throttle.reserve(by.name, by.address)
        with self.work(Reach.nothing()) as work:
            user = work.users.get(by.id)
        if user is None or user.is_disabled or user.is_system:
            raise NotSignedInError("the user may not sign in")
        fits = self.hasher.verify(normal_password(current[:LONGEST_PASSWORD]), user.password_hash)
        if not fits or len(current) > LONGEST_PASSWORD:
            self._refuse(user, by)
            raise InvalidInputError("current_password", "is not the present password")
        with self.work(Reach.nothing()) as work:
            # Whatever is thought of the next password, this was no guess.
            throttle.forget(work, by.name, by.address, self.clock.now())
            work.commit()
        new = good_password(new, self.rating, known=[user.login, user.email or "", _PRODUCT])
        if new == normal_password(current):
            raise InvalidInputError("new_password", "must be another than the present one")
        after, now = user.with_password(self.hasher.hash(new)), self.clock.now()
        with self.work(Reach.nothing()) as work:
            save_user(work, after, read=user)
            work.sessions.end_all(user.id, now)
            work.audit.add(AuditRecord.of(by, "user.password_changed", user.id, id=self.ids.new(), at=now))
            work.commit()

    def _refuse(self, user: User, by: Principal) -> None:
        """Writes down a guess: whoever has a session, perhaps a stolen one, has not the password yet."""
        now = self.clock.now()
        with self.work(Reach.nothing()) as work:
            work.audit.add(AuditRecord.of(by, "user.password_change_refused", user.id, id=self.ids.new(), at=now))
            work.commit()
