"""Users."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, exists, false, insert, select, update

from adapters.database.auth_tables import users
from adapters.database.json_columns import customers_from_json, customers_to_json
from adapters.database.narrowing import latest_first, page_of
from socdomain.auth.user import ADMINISTRATOR_ROLE, User, folded_name
from socdomain.errors import NotFoundError, StaleVersionError
from socdomain.ids import PrincipalId
from socdomain.pages import Page, PageRequest, Position


class SqlUserRepository:
    """The users, as ``UserRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_login(self, login: str) -> User | None:
        """Returns the user who signs in as this, without regard to case, or None."""
        statement = select(users).where(users.c.login_folded == folded_name(login))
        return _user_or_none(self._connection.execute(statement).one_or_none())

    def get(self, user_id: PrincipalId) -> User | None:
        """Returns a user, or None."""
        return _user_or_none(self._connection.execute(select(users).where(users.c.id == user_id)).one_or_none())

    def page(self, page: PageRequest) -> Page[User]:
        """Returns a page of all users, the latest added first."""
        statement = latest_first(select(users), users.c.created_at, users.c.id, page)
        rows = self._connection.execute(statement).all()
        return page_of(rows, page, user_from_row, lambda row: Position(row.created_at, row.id))

    def add(self, user: User) -> None:
        """Adds a user."""
        self._connection.execute(insert(users).values(_row(user)))

    def save(self, user: User, *, expected_version: int) -> None:
        """Replaces a user."""
        is_this = (users.c.id == user.id) & (users.c.version == expected_version)
        saved = self._connection.execute(update(users).where(is_this).values(_row(user)))
        if saved.rowcount == 0:
            present = self.get(user.id)
            if present is None:
                raise NotFoundError("user", user.id)
            raise StaleVersionError("user", present)

    def administrators_for_change(self) -> tuple[User, ...]:
        """Returns those who can put everything right, and keeps others from changing them."""
        # By identifier, so that two who ask at once do not wait for each other.
        statement = select(users).where(users.c.role == ADMINISTRATOR_ROLE).order_by(users.c.id).with_for_update()
        found = map(user_from_row, self._connection.execute(statement).all())
        return tuple(user for user in found if user.is_administrator)

    def exist(self) -> bool:
        """Tells whether there is any user at all that is a person."""
        people = select(users.c.id).where(users.c.is_system == false())
        return bool(self._connection.execute(select(exists(people))).scalar_one())


def _row(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "login": user.login,
        "login_folded": folded_name(user.login),
        "email": user.email,
        "email_folded": None if user.email is None else folded_name(user.email),
        "password_hash": user.password_hash,
        "role": user.role,
        "customers": customers_to_json(user.customers),
        "created_at": user.created_at,
        "must_change_password": user.must_change_password,
        "disabled_at": user.disabled_at,
        "is_system": user.is_system,
        "epoch": user.epoch,
        "version": user.version,
    }


def user_from_row(row: Row[Any]) -> User:
    """Returns the user that a row of ``users`` stands for."""
    return User(
        id=row.id,
        login=row.login,
        email=row.email,
        password_hash=row.password_hash,
        role=row.role,
        customers=customers_from_json(row.customers),
        created_at=row.created_at,
        must_change_password=row.must_change_password,
        disabled_at=row.disabled_at,
        is_system=row.is_system,
        epoch=row.epoch,
        version=row.version,
    )


def _user_or_none(row: Row[Any] | None) -> User | None:
    return None if row is None else user_from_row(row)
