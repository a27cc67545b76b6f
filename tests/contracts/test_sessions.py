"""What every ``SessionRepository`` does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from attrs import evolve

from socdomain.auth.repositories import Standing
from socdomain.auth.session import IDLE_LIFETIME, SESSION_LIFETIME, SessionKind, SignInStep
from socdomain.auth.tokens import RefreshToken
from socdomain.auth.user import User
from socdomain.ids import SessionId
from socdomain.pages import Page, PageRequest
from tests.builders import EVERYONE, IDS, NOW, a_role, a_session, a_user, hours
from tests.contracts.backends import Works, committed

LATER = NOW + hours(1)


def test_a_session_stands_with_its_user_and_role(works: Works, anna: User) -> None:
    session = a_session(
        anna,
        kind=SessionKind.BROWSER,
        step=SignInStep.CHANGE_PASSWORD,
        secret_digest=b"\x01" * 32,
        csrf_digest=b"\x02" * 32,
    )
    with committed(works) as work:
        work.sessions.add(session)
    with works.reading(EVERYONE) as work:
        assert work.sessions.standing(session.id) == Standing(session, anna, a_role())
        assert work.sessions.standing(SessionId(IDS.new())) is None


def test_a_browsers_session_is_found_by_what_the_browser_shows(works: Works, anna: User) -> None:
    browser = [
        a_session(anna, kind=SessionKind.BROWSER, secret_digest=bytes([number]) * 32, csrf_digest=b"\x09" * 32)
        for number in (1, 2)
    ]
    with committed(works) as work:
        for session in (*browser, a_session(anna)):
            work.sessions.add(session)
        work.sessions.end(browser[1].id, LATER)
    with works.reading(EVERYONE) as work:
        assert work.sessions.standing_of_browser(b"\x01" * 32) == Standing(browser[0], anna, a_role())
        # That one is over is for the caller to see.
        over = evolve(browser[1], ended_at=LATER)
        assert work.sessions.standing_of_browser(b"\x02" * 32) == Standing(over, anna, a_role())
        for other in (b"\x03" * 32, b"\x09" * 32, b""):
            assert work.sessions.standing_of_browser(other) is None


def test_what_a_user_may_do_is_as_it_is_now(works: Works, anna: User) -> None:
    session = a_session(anna)
    with committed(works) as work:
        work.sessions.add(session)
    changed, role = evolve(anna, epoch=2, version=2, disabled_at=LATER), a_role(scopes=frozenset(), version=2)
    with committed(works) as work:
        work.users.save(changed, expected_version=1)
        work.roles.replace(role, expected_version=1)
    with works.reading(EVERYONE) as work:
        assert work.sessions.standing(session.id) == Standing(session, changed, role)


def test_a_session_ends_once(works: Works, anna: User) -> None:
    session = a_session(anna)
    with committed(works) as work:
        work.sessions.add(session)
        assert work.sessions.end(session.id, LATER)
        assert not work.sessions.end(session.id, LATER + hours(1))
        assert not work.sessions.end(SessionId(IDS.new()), LATER)
    with works.reading(EVERYONE) as work:
        standing = work.sessions.standing(session.id)
    assert standing is not None
    assert standing.session.ended_at == LATER
    assert not standing.is_good(NOW)


def test_all_sessions_of_a_user_end_and_nobody_elses(works: Works, anna: User) -> None:
    ben = a_user("ben")
    with committed(works) as work:
        work.users.add(ben)
        for session in (a_session(anna), a_session(anna), a_session(anna, ended_at=NOW), other := a_session(ben)):
            work.sessions.add(session)
        assert work.sessions.end_all(anna.id, LATER) == 2
    with works.reading(EVERYONE) as work:
        assert work.sessions.live(anna.id, NOW, PageRequest()).items == ()
        assert work.sessions.live(ben.id, NOW, PageRequest()).items == (other,)


def test_live_sessions_are_those_that_can_be_used(works: Works, anna: User) -> None:
    first, second = a_session(anna), a_session(anna, created_at=LATER, last_used_at=LATER)
    over = [
        a_session(anna, ended_at=NOW),
        a_session(anna, user_epoch=anna.epoch + 1),
        a_session(anna, expires_at=LATER),
        a_session(anna, last_used_at=LATER - IDLE_LIFETIME),
    ]
    with committed(works) as work:
        for session in (first, *over, second):
            work.sessions.add(session)
    with works.reading(EVERYONE) as work:
        assert work.sessions.live(anna.id, LATER, PageRequest()).items == (second, first)
        assert work.sessions.live(anna.id, NOW + SESSION_LIFETIME, PageRequest()).items == ()
        page = work.sessions.live(anna.id, LATER, PageRequest(limit=1))
        assert page.items == (second,)
        assert work.sessions.live(anna.id, LATER, PageRequest(limit=1, after=page.next)) == Page((first,))


def test_the_last_use_only_moves_forward(works: Works, anna: User) -> None:
    session = a_session(anna)
    with committed(works) as work:
        work.sessions.add(session)
        work.sessions.note_use(session.id, LATER)
        work.sessions.note_use(session.id, NOW)
    with works.reading(EVERYONE) as work:
        standing = work.sessions.standing(session.id)
    assert standing is not None
    assert standing.session.last_used_at == LATER


def test_a_refresh_token_is_spent_once(works: Works, anna: User) -> None:
    session = a_session(anna)
    token = RefreshToken(b"\x07" * 32, session.id, NOW)
    with committed(works) as work:
        work.sessions.add(session)
        work.sessions.add_refresh(token)
        assert work.sessions.refresh_token(token.digest) == token
        assert work.sessions.spend(token.digest, LATER) == evolve(token, spent_at=LATER)
        assert work.sessions.spend(token.digest, LATER + hours(1)) is None
        assert work.sessions.spend(b"\x08" * 32, LATER) is None
    with works.reading(EVERYONE) as work:
        assert work.sessions.refresh_token(token.digest) == evolve(token, spent_at=LATER)
        assert work.sessions.refresh_token(b"\x08" * 32) is None


def test_of_many_that_spend_a_token_at_once_one_succeeds(works: Works, anna: User) -> None:
    session = a_session(anna)
    token = RefreshToken(b"\x07" * 32, session.id, NOW)
    with committed(works) as work:
        work.sessions.add(session)
        work.sessions.add_refresh(token)

    def spend(number: int) -> bool:
        with works(EVERYONE) as work:
            spent = work.sessions.spend(token.digest, NOW + timedelta(seconds=number))
            work.commit()
        return spent is not None

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(spend, range(20))) == 1


def test_sessions_that_are_over_are_removed_with_their_tokens(works: Works, anna: User) -> None:
    """By whichever way they ended, and not by when they began."""
    much_later = NOW + SESSION_LIFETIME * 2
    live = a_session(anna, created_at=NOW, last_used_at=much_later, expires_at=much_later + hours(1))
    ended = a_session(anna, last_used_at=much_later, expires_at=much_later + hours(1), ended_at=NOW + hours(1))
    expired = a_session(anna, last_used_at=much_later, expires_at=NOW + hours(2))
    idle = a_session(anna, last_used_at=NOW + hours(3) - IDLE_LIFETIME, expires_at=much_later + hours(1))
    every = {"live": live, "ended": ended, "expired": expired, "idle": idle}
    with committed(works) as work:
        for number, session in enumerate(every.values()):
            work.sessions.add(session)
            work.sessions.add_refresh(RefreshToken(bytes([number]) * 32, session.id, NOW))

    def left() -> set[str]:
        with works.reading(EVERYONE) as work:
            tokens = [work.sessions.refresh_token(bytes([number]) * 32) is not None for number in range(4)]
            found = [work.sessions.standing(session.id) is not None for session in every.values()]
        assert tokens == found
        return {name for name, is_there in zip(every, found, strict=True) if is_there}

    for hour, expected in ((1, {*every}), (2, {"live", "expired", "idle"}), (3, {"live", "idle"})):
        with committed(works) as work:
            work.sessions.prune(NOW + hours(hour), limit=10)
        assert left() == expected
    with committed(works) as work:
        assert work.sessions.prune(NOW + hours(3.5), limit=10) == 1
        assert work.sessions.prune(NOW + hours(3.5), limit=10) == 0
    assert left() == {"live"}


def test_sessions_are_removed_a_few_at_a_time(works: Works, anna: User) -> None:
    with committed(works) as work:
        for _ in range(3):
            work.sessions.add(a_session(anna, ended_at=NOW))
    for expected in (2, 1, 0):
        with committed(works) as work:
            assert work.sessions.prune(NOW + hours(1), limit=2) == expected


def test_spent_tokens_are_removed_and_others_stay(works: Works, anna: User) -> None:
    session = a_session(anna)
    digests = [bytes([number]) * 32 for number in range(4)]
    with committed(works) as work:
        work.sessions.add(session)
        for digest in digests:
            work.sessions.add_refresh(RefreshToken(digest, session.id, NOW))
        for number in range(3):
            work.sessions.spend(digests[number], NOW + hours(number))
    with committed(works) as work:
        assert work.sessions.prune_refresh(NOW + hours(2), limit=1) == 1
        assert work.sessions.prune_refresh(NOW + hours(2), limit=5) == 1
        assert work.sessions.prune_refresh(NOW + hours(2), limit=5) == 0
    with works.reading(EVERYONE) as work:
        assert [work.sessions.refresh_token(digest) is not None for digest in digests] == [False, False, True, True]
        assert work.sessions.standing(session.id) is not None
