"""Users."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select

from adapters.database.json_columns import customers_from_json, customers_to_json, scopes_from_json, scopes_to_json
from adapters.database.platform_tables import users
from socdomain.auth.user import User
from socdomain.ids import PrincipalId


class SqlUserRepository:
    """The users, as ``UserRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_login(self, login: str) -> User | None:
        """Returns the user who signs in as this, without regard to case, or None."""
        statement = select(users).where(users.c.login_folded == login.casefold())
        return _user_or_none(self._connection.execute(statement).one_or_none())

    def get(self, user_id: PrincipalId) -> User | None:
        """Returns a user, or None."""
        return _user_or_none(self._connection.execute(select(users).where(users.c.id == user_id)).one_or_none())

    def add(self, user: User) -> None:
        """Adds a user."""
        self._connection.execute(
            insert(users).values(
                id=user.id,
                login=user.login,
                login_folded=user.login.casefold(),
                password_hash=user.password_hash,
                scopes=scopes_to_json(user.scopes),
                customers=customers_to_json(user.customers),
                created_at=user.created_at,
                is_disabled=user.is_disabled,
            )
        )

    def exist(self) -> bool:
        """Tells whether there is any user at all."""
        return bool(self._connection.execute(select(exists(select(users.c.id)))).scalar_one())


def _user_or_none(row: Row[Any] | None) -> User | None:
    if row is None:
        return None
    return User(
        id=row.id,
        login=row.login,
        password_hash=row.password_hash,
        scopes=scopes_from_json(row.scopes),
        customers=customers_from_json(row.customers),
        created_at=row.created_at,
        is_disabled=row.is_disabled,
    )
