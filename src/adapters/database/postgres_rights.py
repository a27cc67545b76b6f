"""What the application's role may do to which table on PostgreSQL, and that the policies hold it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, text

from adapters.database.metadata import metadata
from adapters.database.postgres_policies import Roles, apply_policies, quoted
from adapters.database.postgres_reach import EVERYONE_SUFFIX
from adapters.database.text_search import TEXTS_WITHIN_REACH
from socdomain.errors import WatchfloorError

USUAL_RIGHTS: Final = "SELECT, INSERT, UPDATE, DELETE"

FEWER_RIGHTS: Final[Mapping[str, str]] = {
    # A record is written once. Pruning removes old ones.
    "audit_records": "SELECT, INSERT, DELETE",
    "change_head": "SELECT, UPDATE",
    "alembic_version": "SELECT",
    TEXTS_WITHIN_REACH: "SELECT",
}
"""Tables and views to which the application may do less than usual."""


class UnsafeRoleError(WatchfloorError):
    """The role of the application would pass by row-level security."""


def apply_rights(connection: Connection, application: str | None) -> None:
    """Makes rights and policies those that are written down, whatever they were; can be repeated.

    Args:
        connection: Within a transaction, as the owner of the tables.
        application: The role of the application; None where the owner does its work.

    Raises:
        UnsafeRoleError: No policy would hold that role.
    """
    roles = None if application is None else _roles(connection, application)
    apply_policies(connection, roles)
    if roles is None:
        return
    for role in (roles.application, roles.everyone):
        _grant(connection, role)


def _roles(connection: Connection, application: str) -> Roles | None:
    found = connection.execute(_ROLES, {"name": application, "everyone": application + EVERYONE_SUFFIX}).one()
    if found.owner == application:
        return None
    if found.is_unbound:
        raise UnsafeRoleError(
            f"the role {application!r} passes by row-level security: it is a superuser, has BYPASSRLS, or is a member "
            f"of {found.owner!r} or, by inheritance, of {application + EVERYONE_SUFFIX!r}"
        )
    return Roles(found.owner, application, application + EVERYONE_SUFFIX)


def _grant(connection: Connection, role: str) -> None:
    to, rights = quoted(role), {**dict.fromkeys(metadata.tables, USUAL_RIGHTS), **FEWER_RIGHTS}
    for statement in (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
        f"GRANT USAGE ON SCHEMA public TO {to}",
        *(f"GRANT {granted} ON {quoted(table)} TO {to}" for table, granted in rights.items()),
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {to}",
    ):
        connection.exec_driver_sql(statement)


_ROLES = text("""
    SELECT current_user AS owner,
        rolsuper OR rolbypassrls OR pg_has_role(rolname, current_user, 'MEMBER')
            OR pg_has_role(rolname, :everyone, 'USAGE') AS is_unbound
    FROM pg_roles WHERE rolname = :name
""")
