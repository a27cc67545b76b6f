"""Sign in with a password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from socdomain.auth.password_check import PasswordCheck
from socdomain.auth.ports import AuthWork, PasswordHasher
from socdomain.auth.session import Place
from socdomain.auth.session_starter import SessionStarter, SignedIn
from socdomain.auth.user import User
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.principal import Reach


@frozen
class SignIn:
    """Turns a login name and a password into a session."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    starter: SessionStarter

    def execute(self, login: str, password: str, *, place: Place) -> SignedIn:
        """Signs in.

        Args:
            login: As the user writes it.
            password: At most 256 characters.
            place: Where they sign in from.

        Raises:
            TooManyAttemptsError: The last attempts failed; says how long to wait.
            NotSignedInError: The two do not belong together, or the user is disabled; which, is not said.
        """

        def begin(work: AuthWork, user: User, now: datetime) -> SignedIn:
            return self.starter.begin(work, user, place, now)

        check = PasswordCheck(self.work, self.clock, self.ids, self.hasher)
        return check.passed(login, password, place=place, begin=begin)
