"""Stand-ins for what keeps passwords and tokens safe, which are not safe: for tests and examples only."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from itertools import count

from attrs import field, frozen

from socdomain.auth.tokens import TokenClaims
from socdomain.errors import NotSignedInError


@frozen
class UnsafePasswordHasher:
    """Hashes passwords fast and with a salt that can be guessed, as ``PasswordHasher``; for tests only."""

    _salts: count[int] = field(factory=lambda: count(1), init=False, repr=False)

    def hash(self, password: str) -> str:
        """Returns a hash that anybody can break."""
        salt = str(next(self._salts))
        return f"unsafe:{salt}:{_digest(salt, password)}"

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Tells whether the password is the one that was hashed."""
        kind, _, rest = (password_hash or "").partition(":")
        salt, _, digest = rest.partition(":")
        return kind == "unsafe" and digest == _digest(salt, password)

    def is_outdated(self, password_hash: str) -> bool:
        """Tells whether a hash was made otherwise than hashes are made now."""
        return not password_hash.startswith("unsafe:")


def _digest(salt: str, password: str) -> str:
    return hashlib.sha256(f"{salt}:{password}".encode("utf-8", "surrogatepass")).hexdigest()


@frozen
class UnsafePasswordMaker:
    """Makes passwords that anybody can guess, as ``PasswordMaker``; for tests only."""

    _numbers: count[int] = field(factory=lambda: count(1), init=False, repr=False)

    def new(self) -> str:
        """Returns a password that no other call returned."""
        return f"unsafe-password-{next(self._numbers)}"


@frozen
class UnsafePasswordRating:
    """Finds every password hard to guess that is not made of one character and is not known, as ``RatesPasswords``."""

    def score(self, password: str, known: Collection[str]) -> int:
        """Returns 4, or 0 for what is known or one character over and over."""
        return 0 if password in known or len(set(password)) == 1 else 4


@frozen
class UnsafeSecretMaker:
    """Makes secrets that anybody can guess, as ``SecretMaker``."""

    _numbers: count[int] = field(factory=lambda: count(1), init=False, repr=False)

    def new(self) -> str:
        """Returns 43 characters that no other call returned."""
        return f"unsafe-secret-{next(self._numbers):029}"


@frozen
class MemoryTokenSigner:
    """Remembers the tokens that it gave out, as ``TokenSigner``; anybody can guess them."""

    _tokens: dict[str, TokenClaims] = field(factory=dict, init=False, repr=False)
    _numbers: count[int] = field(factory=lambda: count(1), init=False, repr=False)

    def sign(self, claims: TokenClaims) -> str:
        """Returns a token that says so."""
        token = f"unsafe-token-{next(self._numbers)}"
        self._tokens[token] = claims
        return token

    def read(self, token: str, *, now: datetime) -> TokenClaims:
        """Returns what a token says."""
        claims = self._tokens.get(token)
        if claims is None or not claims.issued_at <= now < claims.expires_at:
            raise NotSignedInError("the token is not good, or no longer")
        return claims
