"""What the application's role may do to which table on PostgreSQL, and that the policies hold it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen
from sqlalchemy import URL, Connection, text

from adapters.database.engine import make_engine
from adapters.database.metadata import metadata
from adapters.database.postgres_policies import Roles, apply_policies, quoted
from adapters.database.postgres_reach import EVERYONE_SUFFIX
from adapters.database.text_search import TEXTS_WITHIN_REACH
from socdomain.errors import WatchfloorError

USUAL_RIGHTS: Final = "SELECT, INSERT, UPDATE, DELETE"

FEWER_RIGHTS: Final[Mapping[str, str]] = {
    # A record is written once. Pruning removes old ones.
    "audit_records": "SELECT, INSERT, DELETE",
    # The end of a chain moves and never goes.
    "audit_chains": "SELECT, INSERT, UPDATE",
    # What was signed stays signed: whoever takes over the application cannot remove what speaks against them.
    "audit_signatures": "SELECT, INSERT",
    "change_head": "SELECT, UPDATE",
    # What happened once goes with its run, by the foreign key.
    "job_effects": "SELECT, INSERT",
    # A line of a log is written once. The oldest are removed.
    "job_run_lines": "SELECT, INSERT, DELETE",
    # What has happened is written once. Old verifications are removed.
    "connector_history": "SELECT, INSERT, DELETE",
    "alembic_version": "SELECT",
    TEXTS_WITHIN_REACH: "SELECT",
}
"""Tables and views to which the application may do less than usual."""


class DatabaseRoleError(WatchfloorError):
    """A role is not there, or row-level security would not hold the application's."""


@frozen
class Standing:
    """What the role that a program works as is to the tables.

    Attributes:
        role: Its name.
        passes_by: Whether row-level security does not hold it.
        owns: Whether it owns the tables, and so could change what holds it.
    """

    role: str
    passes_by: bool
    owns: bool


def standing(url: str | URL) -> Standing:
    """Tells what the role of a URL is to the tables of a migrated database.

    Raises:
        StorageUnavailableError: The database cannot be reached.
    """
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            return Standing(**connection.execute(_STANDING).one()._asdict())
    finally:
        engine.dispose()


def apply_rights(connection: Connection, application: str | None) -> None:
    """Makes rights and policies those that are written down, whatever they were; can be repeated.

    Args:
        connection: Within a transaction, as the owner of the tables; as another role nothing is done.
        application: The role of the application; None where the owner does its work.

    Raises:
        DatabaseRoleError: It is not there, or no policy would hold it.
    """
    if not connection.scalar(_OWNS):
        return
    roles = None if application is None else _roles(connection, application)
    apply_policies(connection, roles)
    if roles is None:
        return
    for role in (roles.application, roles.everyone):
        _grant(connection, role)


def _roles(connection: Connection, application: str) -> Roles | None:
    everyone = application + EVERYONE_SUFFIX
    found = connection.execute(_ROLES, {"name": application, "everyone": everyone}).one()
    if found.owner == application:
        return None
    if found.missing:
        raise DatabaseRoleError(
            f"there is no role {found.missing!r}; docs/howto/deploy.md says how to make it, or to have it made"
        )
    if found.is_unbound:
        raise DatabaseRoleError(
            f"the role {application!r} passes by row-level security: it is, or is a member of, a superuser or a role "
            f"with BYPASSRLS, or is a member of {found.owner!r} or, by inheritance, of {everyone!r}"
        )
    return Roles(found.owner, application, everyone)


def _grant(connection: Connection, role: str) -> None:
    to, rights = quoted(role), {**dict.fromkeys(metadata.tables, USUAL_RIGHTS), **FEWER_RIGHTS}
    for statement in (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
        f"GRANT USAGE ON SCHEMA public TO {to}",
        *(f"GRANT {granted} ON {quoted(table)} TO {to}" for table, granted in rights.items()),
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {to}",
    ):
        connection.exec_driver_sql(statement)


_STANDING = text("""
    SELECT session_user AS role,
        EXISTS (
            SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(session_user, oid, 'MEMBER')
        ) AS passes_by,
        EXISTS (SELECT FROM pg_class WHERE relrowsecurity AND pg_has_role(session_user, relowner, 'MEMBER')) AS owns
""")
_OWNS = text("SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = 'alembic_version'::regclass")
_ROLES = text("""
    SELECT current_user AS owner,
        CASE WHEN work.oid IS NULL THEN :name WHEN everyone.oid IS NULL THEN :everyone END AS missing,
        pg_has_role(work.oid, current_user, 'MEMBER') OR pg_has_role(work.oid, everyone.oid, 'USAGE')
            OR EXISTS (
                SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(work.oid, oid, 'MEMBER')
            ) AS is_unbound
    FROM (VALUES (1)) AS one
    LEFT JOIN pg_roles AS work ON work.rolname = :name LEFT JOIN pg_roles AS everyone ON everyone.rolname = :everyone
""")
