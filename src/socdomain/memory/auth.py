"""Users in memory, and stand-ins for what keeps passwords and tokens safe, which are not safe."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import count

from attrs import field, frozen

from socdomain.auth.user import User
from socdomain.errors import ConcurrentChangeError, NotSignedInError
from socdomain.ids import PrincipalId
from socdomain.memory.state import State


@frozen
class MemoryUserRepository:
    """The users, as ``UserRepository``."""

    _state: State

    def by_login(self, login: str) -> User | None:
        """Returns the user who signs in as this, without regard to case, or None."""
        wanted = login.casefold()
        return next((user for user in self._state.users.values() if user.login.casefold() == wanted), None)

    def get(self, user_id: PrincipalId) -> User | None:
        """Returns a user, or None."""
        return self._state.users.get(user_id)

    def add(self, user: User) -> None:
        """Adds a user."""
        if self.by_login(user.login) is not None:
            raise ConcurrentChangeError("the login name is taken")
        self._state.users[user.id] = user

    def exist(self) -> bool:
        """Tells whether there is any user at all."""
        return bool(self._state.users)


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
class _Signed:
    user_id: PrincipalId
    issued_at: datetime
    expires_at: datetime


@frozen
class MemoryTokenSigner:
    """Remembers the tokens that it gave out, as ``TokenSigner``; anybody can guess them, so for tests only."""

    _tokens: dict[str, _Signed] = field(factory=dict, init=False, repr=False)
    _numbers: count[int] = field(factory=lambda: count(1), init=False, repr=False)

    def sign(self, user_id: PrincipalId, *, issued_at: datetime, expires_at: datetime) -> str:
        """Returns an access token for the user."""
        token = f"unsafe-token-{next(self._numbers)}"
        self._tokens[token] = _Signed(user_id, issued_at, expires_at)
        return token

    def read(self, token: str, *, now: datetime) -> PrincipalId:
        """Returns whose token it is."""
        signed = self._tokens.get(token)
        if signed is None or not signed.issued_at <= now < signed.expires_at:
            raise NotSignedInError("the token is not good, or no longer")
        return signed.user_id
