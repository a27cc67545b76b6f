"""Sign in with a password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.ports import AuthWork, PasswordHasher, TokenSigner
from socdomain.clock import Clock
from socdomain.errors import NotSignedInError
from socdomain.ids import Ids
from socdomain.principal import Reach

TOKEN_LIFETIME = timedelta(minutes=15)
LONGEST_PASSWORD = 256


@frozen
class AccessToken:
    """What a caller shows from now on.

    Attributes:
        text: The token.
        expires_at: When it stops to be good, aware UTC.
        lifetime_s: Seconds until then.
    """

    text: str
    expires_at: datetime
    lifetime_s: int


@frozen
class SignIn:
    """Turns a login name and a password into an access token."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    hasher: PasswordHasher
    signer: TokenSigner

    def execute(self, login: str, password: str) -> AccessToken:
        """Signs in.

        Args:
            login: As the user writes it.
            password: At most 256 characters.

        Raises:
            NotSignedInError: The two do not belong together, or the user is disabled; which, is not said.
        """
        with self.work(Reach.nothing()) as work:
            user = work.users.by_login(login)
        fits = self.hasher.verify(password[:LONGEST_PASSWORD], user.password_hash if user else None)
        if user is None or not fits or len(password) > LONGEST_PASSWORD or user.is_disabled:
            raise NotSignedInError("the login name and the password do not belong together")
        now = self.clock.now()
        with self.work(Reach.nothing()) as work:
            work.audit.add(AuditRecord.of(user.as_principal(), "user.signed_in", user.id, id=self.ids.new(), at=now))
            work.commit()
        text = self.signer.sign(user.id, issued_at=now, expires_at=now + TOKEN_LIFETIME)
        return AccessToken(text, now + TOKEN_LIFETIME, int(TOKEN_LIFETIME.total_seconds()))
