"""What every sign-in with a password has in common, whatever it gives for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.passwords import LONGEST_PASSWORD, normal_password
from socdomain.auth.ports import AuthWork, PasswordHasher
from socdomain.auth.session import Place
from socdomain.auth.throttle import Throttle
from socdomain.auth.user import User
from socdomain.clock import Clock
from socdomain.errors import NotSignedInError, StaleVersionError
from socdomain.ids import Ids, SessionId
from socdomain.principal import Reach, anonymous_principal

T = TypeVar("T")

_UNKNOWN = "unknown"


@frozen
class PasswordCheck:
    """Finds out whose a login name and a password are; holds attempts to their limits, and writes down who failed."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher

    def passed(
        self,
        login: str,
        password: str,
        *,
        place: Place,
        begin: Callable[[AuthWork, User, datetime], T],
        device: SessionId | None = None,
    ) -> T:
        """Checks a password, and has a session begun for its user.

        Args:
            login: As the user writes it.
            password: At most 256 characters.
            place: Where they sign in from.
            begin: Begins the session, in the unit of work that is then committed; what it returns is returned.
            device: The browser that they sign in with, if they have signed in there before.

        Raises:
            TooManyAttemptsError: The last attempts failed; says how long to wait.
            NotSignedInError: The two do not belong together, or the user is disabled; which, is not said.
        """
        throttle = Throttle(self.work, self.clock)
        throttle.reserve(login, place.address, device)
        with self.work(Reach.nothing()) as work:
            user = work.users.by_login(login)
        may_sign_in = user is not None and not (user.is_disabled or user.is_system)
        # A password takes its time to check for whoever cannot sign in too.
        known = user.password_hash if user is not None and may_sign_in else None
        fits = self.hasher.verify(normal_password(password[:LONGEST_PASSWORD]), known or None)
        now = self.clock.now()
        if user is None or not fits or len(password) > LONGEST_PASSWORD:
            self._refuse(user, place, now)
            raise NotSignedInError("the login name and the password do not belong together")
        # Hashed, where that is done otherwise now, while nobody waits to write.
        rehashed = self.hasher.hash(normal_password(password)) if self.hasher.is_outdated(user.password_hash) else None
        with self.work(Reach.nothing()) as work:
            throttle.forget(work, login, place.address, now, device)
            begun = begin(work, _with_hash(work, user, rehashed), now)
            work.commit()
        return begun

    def _refuse(self, user: User | None, place: Place, now: datetime) -> None:
        by = anonymous_principal(place.address)
        about = _UNKNOWN if user is None else user.id
        # The login name of nobody is not written down: it may be a password, in the wrong field.
        after = None if user is None else {"login": user.login}
        with self.work(Reach.nothing()) as work:
            work.audit.add(
                AuditRecord.of(by, "user.sign_in_refused", about, id=self.ids.new(), at=now, after=after),
            )
            work.commit()


def _with_hash(work: AuthWork, user: User, rehashed: str | None) -> User:
    """Keeps the new hash of the same password, if there is one; the sessions that there are go on."""
    if rehashed is None:
        return user
    after = evolve(user, password_hash=rehashed, version=user.version + 1)
    try:
        work.users.save(after, expected_version=user.version)
    except StaleVersionError:
        # Somebody else has changed the user; there will be another sign-in.
        return user
    return after
