"""Roles in memory."""

from __future__ import annotations

from attrs import frozen

from socdomain.auth.role import Role
from socdomain.errors import ConcurrentChangeError, NotFoundError, StaleVersionError
from socdomain.memory.state import State


@frozen
class MemoryRoleRepository:
    """The roles, as ``RoleRepository``."""

    _state: State

    def get(self, name: str) -> Role:
        """Returns a role."""
        role = self._state.roles.get(name)
        if role is None:
            raise NotFoundError("role", name)
        return role

    def all(self) -> tuple[Role, ...]:
        """Returns every role, by name."""
        return tuple(sorted(self._state.roles.values(), key=lambda role: role.name))

    def add(self, role: Role) -> None:
        """Adds a role."""
        if role.name in self._state.roles:
            raise ConcurrentChangeError("the role exists")
        self._state.roles[role.name] = role

    def replace(self, role: Role, *, expected_version: int) -> None:
        """Replaces a role."""
        present = self.get(role.name)
        if present.version != expected_version:
            raise StaleVersionError("role", present)
        self._state.roles[role.name] = role
