"""Access tokens as signed JWTs (RFC 7519, RFC 9068 for the type in the header)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from adapters.secrets.key_id import key_id
from socdomain.errors import NotSignedInError
from socdomain.ids import PrincipalId

ALGORITHM: Final = "HS256"
ISSUER: Final = "watchfloor"
AUDIENCE: Final = "watchfloor-api"
KIND: Final = "access"
TYPE: Final = "at+jwt"
LONGEST_TOKEN: Final = 4_096
"""Characters of a token that is looked at; ours have about 400."""


class JwtSigner:
    """Signs and reads access tokens, as ``TokenSigner``.

    Args:
        key: At least 32 random bytes; whoever has them can sign in as anybody.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("the key of access tokens must have 32 bytes or more (RFC 7518, section 3.2)")
        self._key = OctKey.import_key(key)
        self._key_id = key_id(key)

    def sign(self, user_id: PrincipalId, *, issued_at: datetime, expires_at: datetime) -> str:
        """Returns a signed access token for the user."""
        header = {"alg": ALGORITHM, "kid": self._key_id, "typ": TYPE}
        claims = {
            "iss": ISSUER,
            "sub": str(user_id),
            "aud": AUDIENCE,
            "iat": int(issued_at.timestamp()),
            "exp": int(expires_at.timestamp()),
            "jti": uuid4().hex,
            "kind": KIND,
        }
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])

    def read(self, token: str, *, now: datetime) -> PrincipalId:
        """Returns whose token it is.

        Raises:
            NotSignedInError: It is not one of ours, not an access token, or no longer valid.
        """
        if len(token) > LONGEST_TOKEN:
            raise NotSignedInError("the token is not one of ours")
        try:
            read = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            if (read.header.get("kid"), read.header.get("typ")) != (self._key_id, TYPE):
                raise NotSignedInError("the token is not an access token of ours")
            self._rules(now).validate(read.claims)
            return PrincipalId(UUID(read.claims["sub"]))
        except (JoseError, ValueError, TypeError, AttributeError) as error:
            raise NotSignedInError("the token is not good") from error

    def _rules(self, now: datetime) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=int(now.timestamp()),
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            kind={"essential": True, "value": KIND},
        )
