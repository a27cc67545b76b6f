"""Exchange a refresh token for the next tokens (RFC 6749 section 6, RFC 9700 section 4.14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.ports import AuthWork
from socdomain.auth.session import Place
from socdomain.auth.session_starter import SessionStarter, SignedIn
from socdomain.auth.tokens import REUSE_GRACE, RefreshToken, digest_of
from socdomain.clock import Clock
from socdomain.errors import AlreadySpentError, NotSignedInError
from socdomain.ids import Ids
from socdomain.principal import Reach, anonymous_principal


@frozen
class RefreshSession:
    """Prolongs a session; each refresh token is good once, and one that was stolen ends the session."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    starter: SessionStarter

    def execute(self, refresh_token: str, *, place: Place) -> SignedIn:
        """Gives the next tokens.

        Args:
            refresh_token: The last one that was given out.
            place: Where it comes from.

        Raises:
            AlreadySpentError: It was exchanged in the last 10 seconds, as when a client sends it twice.
            NotSignedInError: It is not one of ours, or its session is over; if it was exchanged before, it is now.
        """
        now, digest = self.clock.now(), digest_of(refresh_token)
        with self.work(Reach.nothing()) as work:
            token = work.sessions.spend(digest, now)
            if token is None:
                self._refuse(work, digest, place, now)
            standing = work.sessions.standing(token.session_id) if token is not None else None
            if standing is None or not standing.is_good(now):
                raise NotSignedInError("the session is over")
            work.sessions.note_use(standing.session.id, now)
            session = evolve(standing.session, last_used_at=now)
            by = standing.user.as_principal(standing.role, address=place.address)
            work.audit.add(AuditRecord.of(by, "session.refreshed", session.id, id=self.ids.new(), at=now))
            signed_in = self.starter.prolong(work, session, standing.role, now)
            work.commit()
        return signed_in

    def _refuse(self, work: AuthWork, digest: bytes, place: Place, now: datetime) -> None:
        """Raises what fits a token that cannot be spent."""
        known = work.sessions.refresh_token(digest)
        if known is None or known.spent_at is None:
            raise NotSignedInError("the refresh token is not one of ours")
        if now - known.spent_at <= REUSE_GRACE:
            raise AlreadySpentError
        self._end_family(work, known, place, now)
        raise NotSignedInError("the session is over")

    def _end_family(self, work: AuthWork, known: RefreshToken, place: Place, now: datetime) -> None:
        if work.sessions.end(known.session_id, now):
            # Either the thief or the owner is here; who, nobody can tell.
            by = anonymous_principal(place.address)
            record = AuditRecord.of(by, "session.ended", known.session_id, id=self.ids.new(), at=now)
            work.audit.add(evolve(record, after={"reason": "a spent refresh token came again"}))
            work.commit()
