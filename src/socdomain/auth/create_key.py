"""Make a key for a machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from attrs import field, frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.api_key import ApiKey, key_text
from socdomain.auth.grants import customers_named, require_scopes
from socdomain.auth.ports import AuthWork
from socdomain.auth.tokens import SecretMaker, digest_of
from socdomain.clock import Clock
from socdomain.errors import InvalidInputError, NotAllowedError
from socdomain.ids import Ids, KeyId
from socdomain.once import OnceKey
from socdomain.principal import Principal, PrincipalKind, Reach, Scope

LONGEST_NAME = 100


@frozen
class NewKey:
    """A key to make.

    Attributes:
        name: What people call it, 1 to 100 characters.
        scopes: What it may do; at least one.
        customers: Codes of the customers whose data it may see and write; None for everyone's.
        source: The only source that it may send documents of; None for any.
        expires_at: When it stops being good, aware UTC; None for never.
    """

    name: str
    scopes: frozenset[Scope]
    customers: tuple[str, ...] | None = None
    source: str | None = None
    expires_at: datetime | None = None


@frozen
class CreatedKey:
    """A key that was made.

    Attributes:
        key: The key.
        text: What the machine has to show, shown this once; None when the key was made before.
    """

    key: ApiKey
    text: str | None = field(repr=False)


@frozen
class CreateKey:
    """Makes a key."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids
    secrets: SecretMaker

    def execute(self, new: NewKey, *, by: Principal, once: OnceKey | None = None) -> CreatedKey:
        """Makes a key.

        Args:
            new: The key.
            by: Who asks; a user with ``keys:write`` who sees every customer, and holds every scope of the key.
            once: Sent again, it gives the same key, without its secret.

        Raises:
            InvalidInputError: The name, the scopes, a customer or the expiry cannot be.
            NotAllowedError: They may not hand out what they do not have, or are no user.
        """
        require_keys(by, Scope.KEYS_WRITE)
        # A key that makes keys would outlive what took it back.
        if by.kind is not PrincipalKind.USER:
            raise NotAllowedError((Scope.KEYS_WRITE,))
        require_scopes(new.scopes, by)
        now = self.clock.now()
        self._check(new, now)
        secret = self.secrets.new()
        with self.work(by.reach) as work:
            if once is not None and (made := work.once.recall(once, now=now)) is not None:
                present = work.api_keys.get(KeyId(made.id))
                if present is not None:
                    return CreatedKey(present, None)
            key = ApiKey(
                id=KeyId(self.ids.new()),
                name=new.name,
                secret_digest=digest_of(secret),
                scopes=new.scopes,
                customers=customers_named(work, new.customers, by),
                source=new.source,
                created_by=by.id,
                created_at=now,
                expires_at=new.expires_at,
            )
            work.api_keys.add(key)
            if once is not None:
                work.once.remember(once, key.id, now=now)
            work.audit.add(AuditRecord.of(by, "key.created", key.id, id=self.ids.new(), at=now, after=_shown(key)))
            work.commit()
        return CreatedKey(key, key_text(key.id, secret))

    def _check(self, new: NewKey, now: datetime) -> None:
        if not 1 <= len(new.name) <= LONGEST_NAME or not new.name.isprintable():
            raise InvalidInputError("name", f"must be 1 to {LONGEST_NAME} characters that can be seen")
        if not new.scopes:
            raise InvalidInputError("scopes", "must name at least one scope")
        if new.expires_at is not None and new.expires_at <= now:
            raise InvalidInputError("expires_at", "must lie in the future")


def _shown(key: ApiKey) -> dict[str, Any]:
    """Returns what an audit record says of a key: all that it is good for."""
    return {
        "name": key.name,
        "scopes": sorted(key.scopes),
        "customers": None if key.customers is None else sorted(map(str, key.customers)),
        "source": key.source,
        "expires_at": None if key.expires_at is None else key.expires_at.isoformat(),
    }


def require_keys(by: Principal, scope: Scope) -> None:
    """Refuses whoever may not see or change keys; that takes seeing every customer, since keys may be of several.

    Raises:
        NotAllowedError: They may not.
    """
    by.require_any_scope(scope)
    if not by.reach.is_everyone:
        raise NotAllowedError((scope,))
