"""Beginning a session, and prolonging it: the tokens that its user gets."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from socdomain.auth.ports import AuthWork, TokenSigner
from socdomain.auth.role import Role
from socdomain.auth.session import Place, Session, SessionKind, SignInStep
from socdomain.auth.session_beginning import begin_session
from socdomain.auth.tokens import ACCESS_LIFETIME, RefreshToken, SecretMaker, TokenClaims, TokenKind, digest_of
from socdomain.auth.user import User
from socdomain.ids import Ids

_KINDS = {SignInStep.DONE: TokenKind.ACCESS, SignInStep.CHANGE_PASSWORD: TokenKind.CHANGE_PASSWORD}


@frozen
class SignedIn:
    """What a caller shows from now on.

    Attributes:
        session: The session.
        access_token: Good for what the session's step says.
        expires_at: When the access token stops being good, aware UTC.
        lifetime_s: Seconds until then.
        refresh_token: For the next access token; None while the sign-in is not done.
        scopes: What its user may do now.
    """

    session: Session
    access_token: str = field(repr=False)
    expires_at: datetime
    lifetime_s: int
    refresh_token: str | None = field(repr=False)
    scopes: tuple[str, ...]


@frozen
class SessionStarter:
    """Begins and prolongs sessions of bearers."""

    ids: Ids
    signer: TokenSigner
    secrets: SecretMaker

    def begin(self, work: AuthWork, user: User, place: Place, now: datetime) -> SignedIn:
        """Begins a session, within a unit of work.

        Args:
            work: The unit of work.
            user: Who has shown who they are.
            place: Where they did.
            now: The present time.
        """
        begun = begin_session(work, user, place, now, ids=self.ids, kind=SessionKind.BEARER)
        return self.prolong(work, begun.session, begun.role, now)

    def prolong(self, work: AuthWork, session: Session, role: Role, now: datetime) -> SignedIn:
        """Gives out the next tokens of a session, within a unit of work."""
        refresh = None
        if session.step is SignInStep.DONE:
            refresh = self.secrets.new()
            work.sessions.add_refresh(RefreshToken(digest_of(refresh), session.id, now))
        expires_at = now + ACCESS_LIFETIME
        kind = _KINDS[session.step]
        scopes = tuple(sorted(role.scopes)) if kind is TokenKind.ACCESS else ()
        claims = TokenClaims(session.user_id, session.id, kind, scopes, now, expires_at, self.ids.new())
        lifetime_s = int(ACCESS_LIFETIME.total_seconds())
        return SignedIn(session, self.signer.sign(claims), expires_at, lifetime_s, refresh, scopes)
