"""Users and roles as they are shown."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from entrypoints.api.answers import Time
from entrypoints.api.paging import NextCursor
from socdomain.auth.role import Role
from socdomain.auth.user import User


class UserOut(Struct):
    """A user."""

    id: UUID
    login: Annotated[str, Meta(description="What they sign in as.")]
    email: str | None
    role: str
    customers: Annotated[list[str] | None, Meta(description="Codes of the customers they see; null for every one.")]
    created_at: Time
    must_change_password: Annotated[bool, Meta(description="Whether they have to choose a password first.")]
    disabled_at: Annotated[Time | None, Meta(description="Since when they may no longer sign in.")]
    is_system: Annotated[bool, Meta(description="Whether it is a part of the platform and no person.")]
    version: Annotated[int, Meta(description="Counts changes, from 1.")]


class CreatedUserOut(Struct):
    """A user, and the password to hand over."""

    user: UserOut
    password: Annotated[
        str | None, Meta(description="Shown this once, and good for choosing another; null when sent again.")
    ]


class UserPage(Struct):
    """A page of users, the latest added first."""

    items: list[UserOut]
    next_cursor: NextCursor


class RoleOut(Struct):
    """A role."""

    name: str
    title: str
    scopes: Annotated[list[str], Meta(description="What its users may do.")]


class RoleList(Struct):
    """The roles by name."""

    items: list[RoleOut]


def user_out(user: User, customers: list[str] | None) -> UserOut:
    """Returns a user as they are shown.

    Args:
        user: The user.
        customers: Codes of the customers they see; None for every one.
    """
    return UserOut(
        id=user.id,
        login=user.login,
        email=user.email,
        role=user.role,
        customers=customers,
        created_at=user.created_at,
        must_change_password=user.must_change_password,
        disabled_at=user.disabled_at,
        is_system=user.is_system,
        version=user.version,
    )


def created_user_out(user: UserOut, password: str | None) -> CreatedUserOut:
    """Returns a user with the password to hand over."""
    return CreatedUserOut(user, password)


def role_out(role: Role) -> RoleOut:
    """Returns a role as it is shown."""
    return RoleOut(role.name, role.title, sorted(role.scopes))
