"""Sessions of browsers: what begins them, what they show, and what ends them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import asdict, evolve, frozen

from socdomain.auth.authenticate import Authenticate, Caller
from socdomain.auth.authenticate_browser import AuthenticateBrowser
from socdomain.auth.csrf import check_csrf, csrf_token_of
from socdomain.auth.end_sessions import EndSessions
from socdomain.auth.session import IDLE_LIFETIME, SESSION_LIFETIME, STEP_LIFETIME, Place, SignInStep
from socdomain.auth.sign_in_browser import SignedInBrowser, SignInBrowser
from socdomain.auth.tokens import TokenClaims, TokenKind, digest_of
from socdomain.auth.user import User
from socdomain.errors import NotSignedInError, TooManyAttemptsError
from socdomain.memory import (
    CountingIds,
    FixedClock,
    MemoryPlatform,
    MemoryTokenSigner,
    UnsafePasswordHasher,
    UnsafeSecretMaker,
)
from tests.builders import EVERYONE, IDS, NOW, a_role, a_session, a_user

PASSWORD = "correct horse battery staple"
HERE = Place("192.0.2.1", "a browser")
STEPS = frozenset(SignInStep)


@frozen
class Door:
    """A store with a user, and what browsers do."""

    platform: MemoryPlatform
    clock: FixedClock
    sign_in: SignInBrowser
    authenticate: AuthenticateBrowser

    def signed_in(self, login: str = "anna", password: str = PASSWORD, shown: str | None = None) -> SignedInBrowser:
        return self.sign_in.execute(login, password, place=HERE, shown=shown)

    def caller(self, signed_in: SignedInBrowser) -> Caller:
        return self.authenticate.execute(signed_in.secret, address="192.0.2.1", steps=STEPS)

    def is_over(self, signed_in: SignedInBrowser) -> bool:
        try:
            self.caller(signed_in)
        except NotSignedInError:
            return True
        return False

    def change(self, user: User) -> None:
        with self.platform.works()(EVERYONE) as work:
            work.users.save(user, expected_version=user.version - 1)
            work.commit()


@pytest.fixture
def anna() -> User:
    return a_user("anna", password_hash=UnsafePasswordHasher().hash(PASSWORD))


@pytest.fixture
def door(anna: User) -> Door:
    platform, clock, ids = MemoryPlatform(), FixedClock(NOW), CountingIds()
    works = platform.works()
    with works(EVERYONE) as work:
        work.roles.add(a_role())
        work.users.add(anna)
        work.commit()
    sign_in = SignInBrowser(works, clock, ids, UnsafePasswordHasher(), UnsafeSecretMaker(), MemoryTokenSigner())
    return Door(platform, clock, sign_in, AuthenticateBrowser(works.reading, works, clock))


def test_a_secret_is_shown_once_and_kept_nowhere(door: Door) -> None:
    signed_in = door.signed_in()
    assert door.caller(signed_in).principal == signed_in.principal
    kept = asdict(signed_in.session)
    assert kept["secret_digest"] == digest_of(signed_in.secret)
    for text in (f"{kept} {door.platform.audit_records}", f"{signed_in} {signed_in!r}"):
        assert signed_in.secret not in text
        assert signed_in.csrf_token not in text


@pytest.mark.parametrize("shown", ["", "made-up", "é\ud800", "x" * 10_000])
def test_what_is_no_secret_is_refused(door: Door, shown: str) -> None:
    door.signed_in()
    with pytest.raises(NotSignedInError):
        door.authenticate.execute(shown)


def test_a_csrf_token_is_good_for_its_own_session_only(door: Door, anna: User) -> None:
    here, there = door.signed_in(), door.signed_in()
    assert check_csrf(here.session, here.csrf_token)
    for other in (there.csrf_token, here.secret, "", here.csrf_token[:-1], "é"):
        assert not check_csrf(here.session, other)
    assert not check_csrf(a_session(anna), ""), "a bearer has none"


def test_a_page_can_carry_the_token_at_any_time(door: Door) -> None:
    signed_in = door.signed_in()
    assert csrf_token_of(signed_in.secret) == signed_in.csrf_token


def test_what_a_browser_showed_before_is_good_for_nothing_once_it_signs_in(door: Door) -> None:
    """Whether it was planted by somebody who knows it, or left by whoever sat there before."""
    planted = door.signed_in()
    signed_in = door.signed_in(shown=planted.secret)
    assert signed_in.secret != planted.secret
    assert door.is_over(planted)
    assert not door.is_over(signed_in)
    assert [record.object_id for record in door.platform.audit_records if record.action == "session.ended"] == [
        str(planted.session.id)
    ]
    assert not door.is_over(door.signed_in(shown="never a secret"))


def test_a_wrong_password_ends_nothing(door: Door) -> None:
    before = door.signed_in()
    with pytest.raises(NotSignedInError):
        door.signed_in(password="wrong", shown=before.secret)
    assert not door.is_over(before)


def test_attempts_count_for_browsers_and_are_written_down(door: Door) -> None:
    for _ in range(5):
        with pytest.raises(NotSignedInError):
            door.signed_in(password="wrong")
    with pytest.raises(NotSignedInError):
        door.signed_in(login="nobody")
    door.clock.advance(timedelta(milliseconds=1))
    with pytest.raises(TooManyAttemptsError):
        door.signed_in()
    assert [record.action for record in door.platform.audit_records] == ["user.sign_in_refused"] * 6


def test_a_password_that_must_be_changed_leaves_nothing_else_to_do(door: Door, anna: User) -> None:
    door.change(evolve(anna, must_change_password=True, version=2))
    signed_in = door.signed_in()
    assert (signed_in.principal.scopes, door.caller(signed_in).principal.scopes) == (frozenset(), frozenset())
    assert signed_in.lifetime_s == STEP_LIFETIME.total_seconds()
    with pytest.raises(NotSignedInError, match="not done"):
        door.authenticate.execute(signed_in.secret)
    unfinished = door.authenticate.execute(signed_in.secret, steps={SignInStep.CHANGE_PASSWORD})
    assert unfinished.session == signed_in.session


@pytest.mark.parametrize("change", [{"epoch": 2}, {"disabled_at": NOW}, {"is_system": True}])
def test_what_outdates_a_session_ends_a_browsers(door: Door, anna: User, change: dict[str, Any]) -> None:
    signed_in = door.signed_in()
    door.change(evolve(anna, version=2, **change))
    assert door.is_over(signed_in)


@pytest.mark.parametrize("age", [IDLE_LIFETIME, SESSION_LIFETIME])
def test_a_session_that_nobody_uses_is_over(door: Door, age: timedelta) -> None:
    signed_in = door.signed_in()
    door.clock.advance(age)
    assert door.is_over(signed_in)


def test_a_use_is_noted(door: Door) -> None:
    signed_in = door.signed_in()
    for _ in range(2):
        door.clock.advance(IDLE_LIFETIME - timedelta(minutes=1))
        assert not door.is_over(signed_in)


def test_signing_out_ends_a_browsers_session(door: Door) -> None:
    signed_in, other = door.signed_in(), door.signed_in()
    ends = EndSessions(door.platform.works(), door.clock, CountingIds())
    assert ends.execute(signed_in.session.id, by=signed_in.principal) == 1
    assert (door.is_over(signed_in), door.is_over(other)) == (True, False)


def test_a_session_of_one_kind_is_refused_as_another(door: Door, anna: User) -> None:
    """Even if somebody had a token signed for a browser's session, or a bearer's had a secret."""
    works, signer = door.platform.works(), MemoryTokenSigner()
    browser, bearer = door.signed_in(), a_session(anna, secret_digest=digest_of("secret"))
    with works(EVERYONE) as work:
        work.sessions.add(bearer)
        work.commit()
    end = NOW + timedelta(minutes=15)
    tokens = {
        session.id: signer.sign(TokenClaims(anna.id, session.id, TokenKind.ACCESS, (), NOW, end, IDS.new()))
        for session in (bearer, browser.session)
    }
    by_token = Authenticate(works.reading, works, door.clock, signer)
    assert by_token.execute(tokens[bearer.id]).session == bearer
    with pytest.raises(NotSignedInError):
        by_token.execute(tokens[browser.session.id])
    with pytest.raises(NotSignedInError):
        door.authenticate.execute("secret")
