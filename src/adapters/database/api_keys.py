"""The keys of machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from adapters.database.auth_tables import api_keys
from adapters.database.json_columns import customers_from_json, customers_to_json, scopes_from_json, scopes_to_json
from adapters.database.narrowing import latest_first, page_of
from socdomain.auth.api_key import ApiKey
from socdomain.ids import KeyId
from socdomain.pages import Page, PageRequest, Position


class SqlApiKeyRepository:
    """The keys, as ``ApiKeyRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key_id: KeyId) -> ApiKey | None:
        """Returns a key, or None."""
        row = self._connection.execute(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
        return None if row is None else _key(row)

    def page(self, page: PageRequest) -> Page[ApiKey]:
        """Returns a page of all keys, the latest made first."""
        statement = latest_first(select(api_keys), api_keys.c.created_at, api_keys.c.id, page)
        rows = self._connection.execute(statement).all()
        return page_of(rows, page, _key, lambda row: Position(row.created_at, row.id))

    def add(self, key: ApiKey) -> None:
        """Adds a key."""
        self._connection.execute(
            insert(api_keys).values(
                id=key.id,
                name=key.name,
                secret_digest=key.secret_digest,
                scopes=scopes_to_json(key.scopes),
                customers=customers_to_json(key.customers),
                source=key.source,
                created_by=key.created_by,
                created_at=key.created_at,
                expires_at=key.expires_at,
                last_used_at=key.last_used_at,
                revoked_at=key.revoked_at,
            )
        )

    def revoke(self, key_id: KeyId, at: datetime) -> bool:
        """Takes a key back; tells whether it was good until now."""
        is_good = (api_keys.c.id == key_id) & api_keys.c.revoked_at.is_(None)
        return self._connection.execute(update(api_keys).where(is_good).values(revoked_at=at)).rowcount > 0

    def note_use(self, key_id: KeyId, at: datetime) -> None:
        """Writes down when a key was used, if that is later than what is known."""
        is_later = or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < at)
        self._connection.execute(update(api_keys).where(api_keys.c.id == key_id, is_later).values(last_used_at=at))


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        secret_digest=row.secret_digest,
        scopes=scopes_from_json(row.scopes),
        customers=customers_from_json(row.customers),
        source=row.source,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
