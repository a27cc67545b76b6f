"""Find out who shows a token or a key."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime

from attrs import frozen

from socdomain.auth.api_key import PREFIX, ApiKey, read_key_text
from socdomain.auth.ports import AuthWork, TokenSigner
from socdomain.auth.session import LAST_USE_EVERY, Session, SessionKind, SignInStep
from socdomain.auth.tokens import TokenKind
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, NotSignedInError
from socdomain.principal import Principal, Reach

_STEPS = {TokenKind.ACCESS: SignInStep.DONE, TokenKind.CHANGE_PASSWORD: SignInStep.CHANGE_PASSWORD}


@frozen
class Caller:
    """Who is calling.

    Attributes:
        principal: As use cases take it.
        session: The session that was shown; None for a key.
    """

    principal: Principal
    session: Session | None


def note_session_use(work: Callable[[Reach], AuthWork], session: Session, now: datetime) -> None:
    """Writes down that a session was used, unless that was done in the last minute."""
    if not session.is_use_noted(now):
        _note(work, lambda noting: noting.sessions.note_use(session.id, now))


def _note(work: Callable[[Reach], AuthWork], write: Callable[[AuthWork], None]) -> None:
    """Writes down a use, if that is possible now; nobody is refused because it is not."""
    with suppress(ConcurrentChangeError), work(Reach.nothing()) as noting:
        write(noting)
        noting.commit()


@frozen
class Authenticate:
    """Turns what a caller shows into a principal; what they may do is read from the database, never from a token."""

    reading: Callable[[Reach], AuthWork]
    work: Callable[[Reach], AuthWork]
    clock: Clock
    signer: TokenSigner

    def execute(self, shown: str, *, address: str = "", kinds: Collection[TokenKind] = (TokenKind.ACCESS,)) -> Caller:
        """Returns who shows it.

        Args:
            shown: A token, or a key.
            address: Where it comes from.
            kinds: What it has to be good for, any one of these; a key is good for what access tokens are.

        Raises:
            NotSignedInError: It is not good, or not for this; or its user is gone or disabled, or the session over.
        """
        if shown.startswith(PREFIX) and TokenKind.ACCESS in kinds:
            return self._by_key(shown, address)
        now = self.clock.now()
        claims = self.signer.read(shown, now=now)
        if claims.kind not in kinds:
            raise NotSignedInError("the token is good for something else")
        with self.reading(Reach.nothing()) as work:
            standing = work.sessions.standing(claims.session_id)
        if standing is None or standing.user.id != claims.user_id or not standing.is_good(now):
            raise NotSignedInError("the session is over")
        if standing.session.kind is not SessionKind.BEARER or standing.session.step is not _STEPS[claims.kind]:
            raise NotSignedInError("the token is good for something else")
        note_session_use(self.work, standing.session, now)
        return Caller(standing.as_principal(address=address), standing.session)

    def _by_key(self, shown: str, address: str) -> Caller:
        key_id, secret = read_key_text(shown)
        now = self.clock.now()
        with self.reading(Reach.nothing()) as work:
            key = work.api_keys.get(key_id)
        if key is None or not key.is_good(secret, now):
            raise NotSignedInError("the key is not good, or no longer")
        self._note_key(key)
        return Caller(key.as_principal(address=address), None)

    def _note_key(self, key: ApiKey) -> None:
        now = self.clock.now()
        if key.last_used_at is None or now - key.last_used_at >= LAST_USE_EVERY:
            _note(self.work, lambda work: work.api_keys.note_use(key.id, now))
