"""Find out who shows the secret of a browser's session."""

from __future__ import annotations

from collections.abc import Callable, Collection

from attrs import frozen

from socdomain.auth.authenticate import Caller, note_session_use
from socdomain.auth.ports import AuthWork
from socdomain.auth.session import SessionKind, SignInStep, SignInUnfinishedError
from socdomain.auth.tokens import digest_of
from socdomain.clock import Clock
from socdomain.errors import NotSignedInError
from socdomain.principal import Reach


@frozen
class AuthenticateBrowser:
    """Turns what a browser shows into a principal; what they may do is read from the database."""

    reading: Callable[[Reach], AuthWork]
    work: Callable[[Reach], AuthWork]
    clock: Clock

    def execute(
        self,
        secret: str,
        *,
        address: str = "",
        steps: Collection[SignInStep] = (SignInStep.DONE,),
        notes: bool = True,
    ) -> Caller:
        """Returns who shows it; whoever's sign-in is not done may do nothing but its next step.

        Args:
            secret: What the browser shows.
            address: Where it comes from.
            steps: How far its sign-in may have come, any one of these.
            notes: Whether it counts as a use of the session; not where a page asks by itself, without anybody there.

        Raises:
            NotSignedInError: It is not good; or its user is disabled, or the session over.
            SignInUnfinishedError: It is good for the next step of the sign-in only.
        """
        now = self.clock.now()
        with self.reading(Reach.nothing()) as work:
            standing = work.sessions.standing_of_browser(digest_of(secret))
        if standing is None or standing.session.kind is not SessionKind.BROWSER or not standing.is_good(now):
            raise NotSignedInError("the session is over")
        if standing.session.step not in steps:
            raise SignInUnfinishedError
        if notes:
            note_session_use(self.work, standing.session, now)
        return Caller(standing.as_principal(address=address), standing.session)
