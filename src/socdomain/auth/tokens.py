"""What callers show: access tokens, refresh tokens, and the keys of machines."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from attrs import field, frozen

from socdomain.ids import PrincipalId, SessionId

ACCESS_LIFETIME: Final = timedelta(minutes=15)
REUSE_GRACE: Final = timedelta(seconds=10)
"""A refresh token that comes again so soon was sent twice; later, somebody has taken it."""


class TokenKind(StrEnum):
    """What a signed token is good for; a token of one kind is refused for every other."""

    ACCESS = "access"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - a kind
    DEVICE = "device"
    """Good for nothing but to be told from strangers at the same address."""


@frozen
class TokenClaims:
    """What a signed token says.

    Attributes:
        user_id: Whose it is.
        session_id: The session that it belongs to; of a device, what it is known by.
        kind: What it is good for.
        scopes: What its user might do when it was made; for the client to read, and never trusted.
        issued_at: When it was made, aware UTC.
        expires_at: When it stops being good, aware UTC.
        id: Identifier of the token.
    """

    user_id: PrincipalId
    session_id: SessionId
    kind: TokenKind
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    id: UUID


@frozen
class RefreshToken:
    """A refresh token as it is kept.

    Attributes:
        digest: SHA-256 of its text, 32 bytes.
        session_id: The session that it prolongs; all tokens of a session are a family.
        issued_at: When it was given out, aware UTC.
        spent_at: When it was exchanged for the next; None while it was not.
    """

    digest: bytes = field(repr=False)
    session_id: SessionId
    issued_at: datetime
    spent_at: datetime | None = None


class SecretMaker(Protocol):
    """Makes secrets that nobody can guess."""

    def new(self) -> str:
        """Returns 43 URL-safe characters with 256 bits of entropy."""
        ...


def digest_of(secret: str) -> bytes:
    """Returns what is kept of a secret of 256 bits, which nobody can guess: its SHA-256, 32 bytes."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
