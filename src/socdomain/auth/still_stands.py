"""Make sure that whoever was recognised a while ago may still do what they do."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.auth.authenticate import Caller
from socdomain.auth.ports import AuthWork
from socdomain.clock import Clock
from socdomain.errors import NotSignedInError
from socdomain.ids import KeyId
from socdomain.principal import Principal, Reach


@frozen
class StillStands:
    """Asks again about a caller who takes long, such as one who sends documents for hours.

    Attributes:
        reading: Makes units of work that read.
        clock: Tells the time.
    """

    reading: Callable[[Reach], AuthWork]
    clock: Clock

    def execute(self, caller: Caller) -> None:
        """Does nothing if all is as it was when the caller was recognised.

        Args:
            caller: As they were recognised.

        Raises:
            NotSignedInError: Their session is over or their key taken back, or they may do or see something else now.
        """
        with self.reading(Reach.nothing()) as work:
            present = self._present(work, caller)
        if present != caller.principal:
            raise NotSignedInError("what was shown is good no longer")

    def _present(self, work: AuthWork, caller: Caller) -> Principal | None:
        now, address = self.clock.now(), caller.principal.address
        if caller.session is None:
            key = work.api_keys.get(KeyId(caller.principal.id))
            return key.as_principal(address=address) if key is not None and key.is_live(now) else None
        standing = work.sessions.standing(caller.session.id)
        return standing.as_principal(address=address) if standing is not None and standing.is_good(now) else None
