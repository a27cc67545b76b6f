"""Idempotency keys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select, tuple_

from adapters.database.conflicts import insert_into
from adapters.database.platform_tables import once_keys
from socdomain.errors import ConcurrentChangeError, IdempotencyKeyReusedError
from socdomain.once import KEPT_FOR, OnceKey, Remembered

_MOST_FORGOTTEN = 20


class SqlOnceLedger:
    """Remembers what was created under which key, as ``OnceLedger``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def recall(self, key: OnceKey, *, now: datetime) -> Remembered | None:
        """Returns what was created under the key in the last 24 hours, or None."""
        row = self._connection.execute(
            select(once_keys.c.request_digest, once_keys.c.created_id, once_keys.c.at).where(
                once_keys.c.principal_id == key.principal_id,
                once_keys.c.key == key.key,
                once_keys.c.at > now - KEPT_FOR,
            )
        ).one_or_none()
        if row is None:
            return None
        if row.request_digest != key.request_digest:
            raise IdempotencyKeyReusedError("the idempotency key was used with another request")
        return Remembered(row.created_id, row.at)

    def remember(self, key: OnceKey, created: UUID, *, now: datetime) -> None:
        """Keeps what was created; a key that was used more than 24 hours ago is free again."""
        # More than are added.
        self.prune(now - KEPT_FOR, limit=_MOST_FORGOTTEN)
        kept = {"request_digest": key.request_digest, "created_id": created, "at": now}
        statement = insert_into(self._connection, once_keys).values(principal_id=key.principal_id, key=key.key, **kept)
        taken = self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[once_keys.c.principal_id, once_keys.c.key],
                set_=kept,
                where=once_keys.c.at <= now - KEPT_FOR,
            ).returning(once_keys.c.key)
        ).one_or_none()
        if taken is None:
            raise ConcurrentChangeError("another writer was first: the idempotency key is in use")

    def prune(self, used_until: datetime, *, limit: int) -> int:
        """Removes keys that were used at a time or before, at most so many, and returns how many."""
        table = once_keys.c
        free = select(table.principal_id, table.key).where(table.at <= used_until).order_by(table.at).limit(limit)
        keys = self._connection.execute(free.with_for_update(skip_locked=True)).all()
        is_free = tuple_(table.principal_id, table.key).in_([tuple(key) for key in keys])
        return self._connection.execute(delete(once_keys).where(is_free)).rowcount if keys else 0
