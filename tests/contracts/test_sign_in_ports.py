"""What every ``PasswordHasher``, ``PasswordMaker`` and ``TokenSigner`` does; the ones that are safe have more tests."""

from datetime import timedelta

import pytest

from adapters.secrets.argon2_hasher import Argon2Hasher
from adapters.secrets.password_maker import RandomPasswords
from adapters.secrets.secret_maker import RandomSecrets
from adapters.secrets.token_signer import JwtSigner
from socdomain.auth.ports import PasswordHasher, PasswordMaker, TokenSigner
from socdomain.auth.tokens import SecretMaker, TokenClaims, TokenKind
from socdomain.errors import NotSignedInError
from socdomain.ids import PrincipalId, SessionId
from socdomain.memory import MemoryTokenSigner, UnsafePasswordHasher, UnsafePasswordMaker, UnsafeSecretMaker
from tests.builders import IDS, NOW, hours


@pytest.fixture(params=[UnsafePasswordHasher, Argon2Hasher])
def hasher(request: pytest.FixtureRequest) -> PasswordHasher:
    made: PasswordHasher = request.param()
    return made


@pytest.fixture(params=[MemoryTokenSigner, lambda: JwtSigner(b"k" * 32)], ids=["memory", "jwt"])
def signer(request: pytest.FixtureRequest) -> TokenSigner:
    made: TokenSigner = request.param()
    return made


@pytest.mark.parametrize("maker", [UnsafePasswordMaker(), RandomPasswords()])
def test_no_two_passwords_are_the_same(maker: PasswordMaker) -> None:
    assert len({maker.new() for _ in range(20)}) == 20


def test_a_password_fits_its_own_hash_and_no_other(hasher: PasswordHasher) -> None:
    hashed = hasher.hash("Größe")
    assert hasher.verify("Größe", hashed)
    assert not hasher.verify("größe", hashed)
    assert not hasher.verify("Größe", "not a hash")
    assert "Größe" not in hashed


def test_the_same_password_has_another_hash_each_time(hasher: PasswordHasher) -> None:
    assert hasher.hash("secret") != hasher.hash("secret")


def test_no_password_fits_a_user_who_does_not_exist(hasher: PasswordHasher) -> None:
    assert not hasher.verify("", None)
    assert not hasher.verify("secret", None)


@pytest.mark.parametrize("maker", [UnsafeSecretMaker(), RandomSecrets()])
def test_a_secret_has_43_characters_and_no_two_are_the_same(maker: SecretMaker) -> None:
    made = {maker.new() for _ in range(20)}
    assert len(made) == 20
    assert {len(secret) for secret in made} == {43}


def some_claims(kind: TokenKind = TokenKind.ACCESS) -> TokenClaims:
    user_id, session_id = PrincipalId(IDS.new()), SessionId(IDS.new())
    return TokenClaims(user_id, session_id, kind, ("alerts:read",), NOW, NOW + hours(1), IDS.new())


@pytest.mark.parametrize("kind", TokenKind)
def test_a_token_says_what_was_signed_until_it_expires(signer: TokenSigner, kind: TokenKind) -> None:
    first, second = some_claims(kind), some_claims(kind)
    tokens = [signer.sign(claims) for claims in (first, second)]
    assert [signer.read(token, now=NOW) for token in tokens] == [first, second]
    assert signer.read(tokens[0], now=NOW + hours(1) - timedelta(seconds=1)) == first


@pytest.mark.parametrize("after", [timedelta(0), hours(1)])
def test_a_token_is_not_good_from_its_expiry_on(signer: TokenSigner, after: timedelta) -> None:
    """RFC 7519 section 4.1.4: the time must be before the expiry."""
    token = signer.sign(some_claims())
    with pytest.raises(NotSignedInError):
        signer.read(token, now=NOW + hours(1) + after)


@pytest.mark.parametrize("token", ["", "a.b.c", "no token", "ä", "x" * 100_000])
def test_what_is_no_token_is_refused(signer: TokenSigner, token: str) -> None:
    with pytest.raises(NotSignedInError):
        signer.read(token, now=NOW)
