"""Being recognised does not fail because something beside it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import frozen

from socdomain.auth.authenticate import Authenticate
from socdomain.auth.session import Place
from socdomain.auth.session_starter import SessionStarter
from socdomain.errors import ConcurrentChangeError, NotSignedInError
from socdomain.memory import CountingIds, FixedClock, MemoryPlatform, MemoryTokenSigner, UnsafeSecretMaker
from socdomain.principal import Reach
from tests.builders import EVERYONE, NOW, a_role, a_user


@frozen
class Desk:
    """Somebody who is signed in, and what recognises them."""

    token: str
    clock: FixedClock
    authenticate: Authenticate


def _nobody_can_write(_: Reach) -> Any:
    raise ConcurrentChangeError("other writers held the database for too long")


@pytest.fixture
def desk() -> Desk:
    works, clock, signer = MemoryPlatform().works(), FixedClock(NOW), MemoryTokenSigner()
    starter = SessionStarter(CountingIds(), signer, UnsafeSecretMaker())
    with works(EVERYONE) as work:
        work.roles.add(a_role())
        work.users.add(user := a_user())
        signed_in = starter.begin(work, user, Place(), NOW)
        work.commit()
    return Desk(signed_in.access_token, clock, Authenticate(works.reading, _nobody_can_write, clock, signer))


def test_nobody_is_refused_because_their_use_cannot_be_written_down(desk: Desk) -> None:
    desk.clock.advance(timedelta(minutes=5))
    assert desk.authenticate.execute(desk.token).principal.name == "anna"


def test_what_is_over_is_refused_all_the_same(desk: Desk) -> None:
    desk.clock.advance(timedelta(minutes=16))
    with pytest.raises(NotSignedInError):
        desk.authenticate.execute(desk.token)
