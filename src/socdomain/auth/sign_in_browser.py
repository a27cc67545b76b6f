"""Sign in with a password, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import field, frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.csrf import csrf_token_of
from socdomain.auth.password_check import PasswordCheck
from socdomain.auth.ports import AuthWork, PasswordHasher
from socdomain.auth.session import Place, Session, SessionKind
from socdomain.auth.session_beginning import begin_session
from socdomain.auth.tokens import SecretMaker, digest_of
from socdomain.auth.user import User
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach


@frozen
class SignedInBrowser:
    """What a browser shows from now on.

    Attributes:
        session: The session; its step says what it is good for.
        principal: Who has signed in; without scopes while the sign-in is not done.
        secret: What the browser shows, with 256 bits of entropy; kept nowhere.
        csrf_token: What comes with each call that changes something.
        lifetime_s: Seconds until the session is over at the latest.
    """

    session: Session
    principal: Principal
    secret: str = field(repr=False)
    csrf_token: str = field(repr=False)
    lifetime_s: int


@frozen
class SignInBrowser:
    """Turns a login name and a password into a session of a browser."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    secrets: SecretMaker

    def execute(self, login: str, password: str, *, place: Place, shown: str | None = None) -> SignedInBrowser:
        """Signs in, always with a secret that was never shown before: one that somebody planted is good for nothing.

        Args:
            login: As the user writes it.
            password: At most 256 characters.
            place: Where they sign in from.
            shown: What the browser has shown until now, whose session ends; None for nothing.

        Raises:
            TooManyAttemptsError: The last attempts failed; says how long to wait.
            NotSignedInError: The two do not belong together, or the user is disabled; which, is not said.
        """

        def begin(work: AuthWork, user: User, now: datetime) -> SignedInBrowser:
            signed_in = self._begin(work, user, place, now)
            if shown is not None:
                self._end(work, shown, now, by=signed_in.principal)
            return signed_in

        check = PasswordCheck(self.work, self.clock, self.ids, self.hasher)
        return check.passed(login, password, place=place, begin=begin)

    def _begin(self, work: AuthWork, user: User, place: Place, now: datetime) -> SignedInBrowser:
        secret = self.secrets.new()
        csrf_token = csrf_token_of(secret)
        begun = begin_session(
            work,
            user,
            place,
            now,
            ids=self.ids,
            kind=SessionKind.BROWSER,
            secret_digest=digest_of(secret),
            csrf_digest=digest_of(csrf_token),
        )
        lifetime_s = int((begun.session.expires_at - now).total_seconds())
        return SignedInBrowser(begun.session, begun.as_principal(address=place.address), secret, csrf_token, lifetime_s)

    def _end(self, work: AuthWork, shown: str, now: datetime, *, by: Principal) -> None:
        """Ends the session that nobody could end any more, once the browser has forgotten what it showed for it."""
        before = work.sessions.standing_of_browser(digest_of(shown))
        if before is not None and work.sessions.end(before.session.id, now):
            after = {"reason": "the browser has signed in again"}
            record = AuditRecord.of(by, "session.ended", before.session.id, id=self.ids.new(), at=now, after=after)
            work.audit.add(record)
