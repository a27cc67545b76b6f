"""Roles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from adapters.database.json_columns import scopes_from_json, scopes_to_json
from adapters.database.role_tables import roles
from socdomain.auth.role import Role
from socdomain.errors import NotFoundError, StaleVersionError


class SqlRoleRepository:
    """The roles, as ``RoleRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Role:
        """Returns a role."""
        row = self._connection.execute(select(roles).where(roles.c.name == name)).one_or_none()
        if row is None:
            raise NotFoundError("role", name)
        return _role(row)

    def all(self) -> tuple[Role, ...]:
        """Returns every role, by name."""
        # A database may compare names as its language does.
        rows = self._connection.execute(select(roles)).all()
        return tuple(map(_role, sorted(rows, key=lambda row: row.name)))

    def add(self, role: Role) -> None:
        """Adds a role."""
        self._connection.execute(insert(roles).values(_row(role)))

    def replace(self, role: Role, *, expected_version: int) -> None:
        """Replaces a role."""
        is_this = (roles.c.name == role.name) & (roles.c.version == expected_version)
        saved = self._connection.execute(update(roles).where(is_this).values(_row(role)))
        if saved.rowcount == 0:
            raise StaleVersionError("role", self.get(role.name))


def _row(role: Role) -> dict[str, Any]:
    return {"name": role.name, "title": role.title, "scopes": scopes_to_json(role.scopes), "version": role.version}


def _role(row: Row[Any]) -> Role:
    return Role(name=row.name, title=row.title, scopes=scopes_from_json(row.scopes), version=row.version)
