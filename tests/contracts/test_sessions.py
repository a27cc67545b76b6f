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
