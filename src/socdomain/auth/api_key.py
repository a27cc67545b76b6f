"""A key: by which a machine shows who it is."""

from __future__ import annotations

import re
from datetime import datetime
from hmac import compare_digest
from typing import Final
from uuid import UUID

from attrs import field, frozen

from socdomain.auth.tokens import digest_of
from socdomain.errors import NotSignedInError
from socdomain.ids import CustomerId, KeyId, PrincipalId
from socdomain.principal import Principal, PrincipalKind, Reach, Scope

PREFIX: Final = "wfk_"
"""What every key begins with, so that one in a file or a log is recognised."""
_TEXT: Final = re.compile(r"wfk_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")


@frozen
class ApiKey:
    """A key.

    Attributes:
        id: Identifier.
        name: What people call it, 1 to 100 characters.
        secret_digest: SHA-256 of its secret part; never sent out.
        scopes: What it may do.
        customers: Whose data it may see and write; None means everyone's.
        source: The only source that it may send documents of; None for any.
        created_by: Who made it.
        created_at: When, aware UTC.
        expires_at: When it stops being good, aware UTC; None for never.
        last_used_at: When it was last used, to the minute, aware UTC; None for never.
        revoked_at: When somebody took it back; None while it is good.
    """

    id: KeyId
    name: str
    secret_digest: bytes = field(repr=False)
    scopes: frozenset[Scope]
    customers: frozenset[CustomerId] | None
    source: str | None
    created_by: PrincipalId
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def reach(self) -> Reach:
        """Whose data it may see and write."""
        return Reach(self.customers)

    def is_good(self, secret: str, now: datetime) -> bool:
        """Tells whether a secret is this key's, and may be used now."""
        return compare_digest(digest_of(secret), self.secret_digest) and self.is_live(now)

    def is_live(self, now: datetime) -> bool:
        """Tells whether whoever has its secret may use it now."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def as_principal(self, *, address: str = "") -> Principal:
        """Returns the key as the one who asks.

        Args:
            address: Where it asks from.
        """
        return Principal(
            id=PrincipalId(self.id),
            name=f"key:{self.name}",
            kind=PrincipalKind.KEY,
            scopes=self.scopes,
            reach=self.reach,
            address=address,
            source=self.source,
        )


def key_text(key_id: KeyId, secret: str) -> str:
    """Returns what a machine shows."""
    return f"{PREFIX}{key_id.hex}_{secret}"


def read_key_text(text: str) -> tuple[KeyId, str]:
    """Returns the identifier and the secret of what a machine shows.

    Raises:
        NotSignedInError: It has another shape.
    """
    found = _TEXT.fullmatch(text)
    if found is None:
        raise NotSignedInError("the key is not one of ours")
    return KeyId(UUID(hex=found[1])), found[2]
