"""Sign in with a password, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from attrs import field, frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.csrf import csrf_token_of
from socdomain.auth.password_check import PasswordCheck
from socdomain.auth.ports import AuthWork, PasswordHasher, TokenSigner
from socdomain.auth.session import Place, Session, SessionKind
from socdomain.auth.session_beginning import begin_session
from socdomain.auth.tokens import SecretMaker, TokenClaims, TokenKind, digest_of
from socdomain.auth.user import User
from socdomain.clock import Clock
from socdomain.errors import NotSignedInError
from socdomain.ids import Ids, SessionId
from socdomain.principal import Principal, Reach

DEVICE_LIFETIME: Final = timedelta(days=365)
"""For how long a browser is known in which somebody has signed in."""


@frozen
class SignedInBrowser:
    """What a browser shows from now on.

    Attributes:
        session: The session; its step says what it is good for.
        principal: Who has signed in; without scopes while the sign-in is not done.
        secret: What the browser shows, with 256 bits of entropy; kept nowhere.
        csrf_token: What comes with each call that changes something.
        device: What the browser shows when it signs in again, so that it is told from strangers at its address.
        lifetime_s: Seconds until the session is over at the latest.
    """

    session: Session
    principal: Principal
    secret: str = field(repr=False)
    csrf_token: str = field(repr=False)
    device: str = field(repr=False)
    lifetime_s: int


@frozen
class SignInBrowser:
    """Turns a login name and a password into a session of a browser."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    secrets: SecretMaker
    signer: TokenSigner

    def execute(
        self, login: str, password: str, *, place: Place, shown: str | None = None, device: str | None = None
    ) -> SignedInBrowser:
        """Signs in, always with a secret that was never shown before: one that somebody planted is good for nothing.

        Args:
            login: As the user writes it.
            password: At most 256 characters.
            place: Where they sign in from.
            shown: What the browser has shown until now, whose session ends; None for nothing.
            device: What the browser was given when somebody signed in there before; None for nothing.

        Raises:
            TooManyAttemptsError: The last attempts failed; says how long to wait.
            NotSignedInError: The two do not belong together, or the user is disabled; which, is not said.
        """
        known = self._known(login, device)

        def begin(work: AuthWork, user: User, now: datetime) -> SignedInBrowser:
            signed_in = self._begin(work, user, place, now, device=known or SessionId(self.ids.new()))
            if shown is not None:
                self._end(work, shown, now, by=signed_in.principal)
            return signed_in

        check = PasswordCheck(self.work, self.clock, self.ids, self.hasher)
        return check.passed(login, password, place=place, begin=begin, device=known)

    def _known(self, login: str, device: str | None) -> SessionId | None:
        """Returns what a browser is known by, if whoever has the login name has signed in there before."""
        if device is None:
            return None
        try:
            claims = self.signer.read(device, now=self.clock.now())
        except NotSignedInError:
            return None
        with self.work(Reach.nothing()) as work:
            user = work.users.by_login(login)
        is_theirs = user is not None and claims.kind is TokenKind.DEVICE and claims.user_id == user.id
        return claims.session_id if is_theirs else None

    def _begin(self, work: AuthWork, user: User, place: Place, now: datetime, *, device: SessionId) -> SignedInBrowser:
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
        claims = TokenClaims(user.id, device, TokenKind.DEVICE, (), now, now + DEVICE_LIFETIME, self.ids.new())
        principal, again = begun.as_principal(address=place.address), self.signer.sign(claims)
        return SignedInBrowser(begun.session, principal, secret, csrf_token, again, lifetime_s)

    def _end(self, work: AuthWork, shown: str, now: datetime, *, by: Principal) -> None:
        """Ends the session that nobody could end any more, once the browser has forgotten what it showed for it."""
        before = work.sessions.standing_of_browser(digest_of(shown))
        if before is not None and work.sessions.end(before.session.id, now):
            after = {"reason": "the browser has signed in again"}
            record = AuditRecord.of(by, "session.ended", before.session.id, id=self.ids.new(), at=now, after=after)
            work.audit.add(record)
