"""What signing in leaves behind goes when it says nothing any more, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.auth import prune_sessions
from socdomain.auth.attempts import FORGOTTEN_AFTER, OF_PAIR
from socdomain.auth.prune_sessions import SESSIONS_KEPT_FOR, SPENT_KEPT_FOR, PruneSessions
from socdomain.auth.tokens import RefreshToken
from socdomain.errors import NotAllowedError
from socdomain.memory import FixedClock, MemoryPlatform
from socdomain.once import KEPT_FOR
from socdomain.principal import Principal, Reach, Scope
from tests.builders import EVERYONE, IDS, NOW, a_once_key, a_principal, a_role, a_session, a_user

MOMENT = timedelta(seconds=1)


def test_each_goes_once_its_time_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_sessions, "ROWS_AT_ONCE", 1)
    platform, anna = MemoryPlatform(), a_user("anna")
    live = a_session(anna, last_used_at=NOW, expires_at=NOW + MOMENT)
    with platform.works()(EVERYONE) as work:
        work.roles.add(a_role())
        work.users.add(anna)
        work.sessions.add(live)
        for is_old in (True, False):
            beyond = MOMENT if is_old else -MOMENT
            for number in range(2):
                work.sessions.add(a_session(anna, last_used_at=NOW, ended_at=NOW - SESSIONS_KEPT_FOR - beyond))
                digest = bytes([is_old, number]) * 16
                work.sessions.add_refresh(RefreshToken(digest, live.id, NOW, NOW - SPENT_KEPT_FOR - beyond))
                at = NOW - FORGOTTEN_AFTER - beyond
                subject = f"pair:{is_old}:{number}"
                work.attempts.save(work.attempts.for_change(subject, at).after_another(at, OF_PAIR))
                work.once.remember(a_once_key(key=subject), IDS.new(), now=NOW - KEPT_FOR - beyond)
        work.commit()

    use_case = PruneSessions(platform.works(), FixedClock(NOW))
    expected = {"sessions": 2, "refresh_tokens": 2, "attempts": 2, "idempotency_keys": 2}
    assert use_case.execute(by=a_principal()) == expected
    assert use_case.execute(by=a_principal()) == dict.fromkeys(expected, 0)
    with platform.works().reading(EVERYONE) as work:
        assert work.sessions.standing(live.id) is not None


@pytest.mark.parametrize(
    "by",
    [a_principal(scopes=frozenset({Scope.USERS_READ})), a_principal(reach=Reach.nothing())],
    ids=["scope", "reach"],
)
def test_it_takes_the_right_to_write_for_everyone(by: Principal) -> None:
    with pytest.raises(NotAllowedError):
        PruneSessions(MemoryPlatform().works(), FixedClock(NOW)).execute(by=by)
