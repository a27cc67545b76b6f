"""Take back the key of a machine."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.create_key import require_keys
from socdomain.auth.ports import AuthWork
from socdomain.clock import Clock
from socdomain.errors import NotFoundError
from socdomain.ids import Ids, KeyId
from socdomain.principal import Principal, Reach, Scope


@frozen
class RevokeKey:
    """Takes back a key, for good; what it has done stays known."""

    work: Callable[[Reach], AuthWork]
    clock: Clock
    ids: Ids

    def execute(self, key_id: KeyId, *, by: Principal) -> None:
        """Takes back a key; one that was taken back before stays so.

        Args:
            key_id: Which.
            by: Who asks; needs ``keys:write``, and to see every customer.

        Raises:
            NotFoundError: There is no such key.
        """
        require_keys(by, Scope.KEYS_WRITE)
        now = self.clock.now()
        with self.work(by.reach) as work:
            key = work.api_keys.get(key_id)
            if key is None:
                raise NotFoundError("key", key_id)
            if work.api_keys.revoke(key_id, now):
                after = {"name": key.name}
                work.audit.add(AuditRecord.of(by, "key.revoked", key_id, id=self.ids.new(), at=now, after=after))
                work.commit()
