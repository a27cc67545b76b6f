"""What is kept about roles."""

from __future__ import annotations

from typing import Protocol

from socdomain.auth.role import Role


class RoleRepository(Protocol):
    """The roles that there are; they belong to the platform, not to a customer."""

    def get(self, name: str) -> Role:
        """Returns a role.

        Raises:
            NotFoundError: There is none of that name.
        """
        ...

    def all(self) -> tuple[Role, ...]:
        """Returns every role, by name, compared character by character (by code point)."""
        ...

    def add(self, role: Role) -> None:
        """Adds a role.

        Raises:
            ConcurrentChangeError: One of that name was added meanwhile.
        """
        ...

    def replace(self, role: Role, *, expected_version: int) -> None:
        """Replaces a role.

        Raises:
            NotFoundError: There is none of that name.
            StaleVersionError: Its version is no longer the expected one.
        """
        ...
