"""Signed tokens: JWTs (RFC 7519), access tokens among them with the type of RFC 9068 in the header."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from adapters.secrets.key_id import key_id
from socdomain.auth.tokens import TokenClaims, TokenKind
from socdomain.errors import NotSignedInError
from socdomain.ids import PrincipalId, SessionId

ALGORITHM: Final = "HS256"
ISSUER: Final = "watchfloor"
LONGEST_TOKEN: Final = 4_096
"""Characters of a token that is looked at; ours have less than a thousand."""
CLOCK_LEEWAY_S: Final = 30
"""Seconds by which the clocks of two replicas may differ."""

_AUDIENCES: Final = {
    TokenKind.ACCESS: "watchfloor-api",
    TokenKind.CHANGE_PASSWORD: "watchfloor-password",
    TokenKind.DEVICE: "watchfloor-device",
}
_TYPES: Final = {
    TokenKind.ACCESS: "at+jwt",
    TokenKind.CHANGE_PASSWORD: "password+jwt",
    TokenKind.DEVICE: "device+jwt",
}
"""Another audience and type for each kind (RFC 8725 sections 3.9 and 3.11): whoever forgets to look is refused too."""


class JwtSigner:
    """Signs and reads tokens, as ``TokenSigner``.

    Args:
        key: At least 32 random bytes; whoever has them can sign in as anybody.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("the key of access tokens must have 32 bytes or more (RFC 7518, section 3.2)")
        self._key = OctKey.import_key(key)
        self._key_id = key_id(key)

    def sign(self, claims: TokenClaims) -> str:
        """Returns a signed token that says so."""
        header = {"alg": ALGORITHM, "kid": self._key_id, "typ": _TYPES[claims.kind]}
        body = {
            "iss": ISSUER,
            "sub": str(claims.user_id),
            "aud": _AUDIENCES[claims.kind],
            "iat": int(claims.issued_at.timestamp()),
            "exp": int(claims.expires_at.timestamp()),
            "jti": str(claims.id),
            "sid": str(claims.session_id),
            "kind": claims.kind.value,
            "scopes": list(claims.scopes),
        }
        return jwt.encode(header, body, self._key, algorithms=[ALGORITHM])

    def read(self, token: str, *, now: datetime) -> TokenClaims:
        """Returns what a token says.

        Raises:
            NotSignedInError: It is not one of ours, or not valid now.
        """
        if len(token) > LONGEST_TOKEN:
            raise NotSignedInError("the token is not one of ours")
        try:
            read = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            kind = TokenKind(read.claims["kind"])
            if (read.header.get("kid"), read.header.get("typ")) != (self._key_id, _TYPES[kind]):
                raise NotSignedInError("the token is not one of ours")
            _rules(now, kind).validate(read.claims)
            claims = _claims(read.claims, kind)
        except (JoseError, ValueError, TypeError, AttributeError, LookupError, OverflowError) as error:
            raise NotSignedInError("the token is not good") from error
        if now >= claims.expires_at:
            raise NotSignedInError("the token is good no longer")
        return claims


def _rules(now: datetime, kind: TokenKind) -> JWTClaimsRegistry:
    # The leeway is for what another replica has just signed. That a token ends when it says is checked beside.
    return JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCK_LEEWAY_S,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": _AUDIENCES[kind]},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        jti={"essential": True},
        sid={"essential": True},
    )


def _claims(claims: dict[str, object], kind: TokenKind) -> TokenClaims:
    scopes = claims["scopes"]
    if not isinstance(scopes, list):
        raise TypeError("scopes")
    return TokenClaims(
        user_id=PrincipalId(UUID(str(claims["sub"]))),
        session_id=SessionId(UUID(str(claims["sid"]))),
        kind=kind,
        scopes=tuple(map(str, scopes)),
        issued_at=_time(claims["iat"]),
        expires_at=_time(claims["exp"]),
        id=UUID(str(claims["jti"])),
    )


def _time(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise TypeError("a time is a whole number of seconds")
    return datetime.fromtimestamp(seconds, UTC)
