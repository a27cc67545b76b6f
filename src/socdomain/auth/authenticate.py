"""Find out who shows a token."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.auth.ports import AuthWork, TokenSigner
from socdomain.clock import Clock
from socdomain.errors import NotSignedInError
from socdomain.principal import Principal, Reach


@frozen
class Authenticate:
    """Turns an access token into a principal; what they may do is read from the database, never from the token."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    signer: TokenSigner

    def execute(self, token: str) -> Principal:
        """Returns who shows the token.

        Raises:
            NotSignedInError: The token is not good, or its user is gone or disabled.
        """
        user_id = self.signer.read(token, now=self.clock.now())
        with self.work(Reach.nothing()) as work:
            user = work.users.get(user_id)
        if user is None or user.is_disabled:
            raise NotSignedInError("the token's user may not sign in")
        return user.as_principal()
