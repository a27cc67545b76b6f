"""Row-level security: which rows of which table PostgreSQL shows to whom, written down once for all tables.

Every table with a ``customer_id`` is a customer's, and so are the customers themselves. Another table is the platform's
and has to be named below with the reason, so that nobody forgets to think about a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from attrs import frozen
from sqlalchemy import Column, Connection, Table, text

from adapters.database.incident_tables import alert_texts
from adapters.database.metadata import metadata
from adapters.database.platform_tables import customers
from adapters.database.text_search import TEXTS_WITHIN_REACH

PLATFORM_TABLES: Final[Mapping[str, str]] = {
    "users": "whoever signs in is not known yet, and so within no reach",
    "roles": "they say what users may do, of whichever customer",
    "sessions": "whoever shows a token is not known yet",
    "refresh_tokens": "whoever shows one is not known yet",
    "api_keys": "whoever shows one is not known yet",
    "own_views": "a view of one's own is its owner's, and only they are shown it, whomever they may see",
    "sign_in_attempts": "they are counted before anybody is known",
    "seeds": "what came with the product, which is the platform's",
    "connector_catalogue": "what can be connected, which is the same for every customer",
    "connectors": "every customer's data come by them, and only who reaches everyone may see or change them",
    "connector_history": "as connectors: what has happened to them",
    "feed_positions": "as connectors: how far they were read",
    "feed_counts": "as connectors: how many documents were found, and none of them",
    "sources": "documents are mapped alike for every customer",
    "outbox": "whoever sends jobs sends everybody's; whoever asks for one cannot read it back",
    "schedules": "jobs look after the whole platform, and only who reaches everyone may see or change them",
    "job_runs": "as schedules: what was done of them",
    "job_run_lines": "as schedules: what was said of that",
    "job_leases": "who may run a job, for everyone",
    "job_effects": "what a run has brought about, by names of its own, and no content",
    "once_keys": "a key is its principal's, who is part of it",
    "change_head": "one row with a number, which everybody takes the next one from",
    "alert_zones": "triggers keep them over the alerts of all customers; they hold times, and no content",
    "audit_chains": "every writer appends to a chain, also of the platform; heads hold digests, and no content",
    "audit_signatures": "signatures of those heads",
}
"""Tables that no policy guards, each with the reason; a table that does not exist yet does no harm here."""

_IS_EVERYONE = "(SELECT current_setting('watchfloor.reach', true) = '*')"
_LISTED = "(SELECT string_to_array(nullif(current_setting('watchfloor.reach', true), ''), ',')::uuid[])::uuid[]"


def within_reach(column: str) -> str:
    """Returns the condition that a customer is within reach, in SQL.

    Subqueries are run once for a statement, not for each row. And the planner expects half of all rows to pass a CASE;
    of an OR it would expect one in a hundred, and choose other indexes than without a policy.

    Args:
        column: The name of the column that says whose a row is.
    """
    return f"CASE WHEN {_IS_EVERYONE} THEN true ELSE {column} = ANY ({_LISTED}) END"


def quoted(name: str) -> str:
    """Returns a name as SQL writes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


@frozen
class Roles:
    """Who is who in a database.

    Attributes:
        owner: Owns the tables.
        application: Works with them, and is held by the policies.
        everyone: What the application takes for reach over everyone.
    """

    owner: str
    application: str
    everyone: str


@frozen
class Policy:
    """A policy of a table.

    Attributes:
        table: The table's name.
        name: The policy's name.
        rule: What follows ``CREATE POLICY name ON table``.
    """

    table: str
    name: str
    rule: str

    @property
    def digest(self) -> str:
        """Begins its comment, by which it is known again; PostgreSQL keeps no text of a rule."""
        return sha256(self.rule.encode()).hexdigest()

    def statements(self) -> Iterator[str]:
        """Returns what makes it, also in the place of another one."""
        yield f"DROP POLICY IF EXISTS {self.name} ON {self.table}"
        yield f"CREATE POLICY {self.name} ON {self.table} {self.rule}"


def owned_tables() -> dict[str, Column[object]]:
    """Returns the tables whose rows are customers', each with the column that says whose."""
    owned = {table.name: owner for table in metadata.sorted_tables if (owner := _owner(table)) is not None}
    return {name: owner for name, owner in owned.items() if name not in PLATFORM_TABLES}


def policies(roles: Roles | None) -> list[Policy]:
    """Returns all policies.

    Args:
        roles: Who is who; None where one role owns the tables and works with them.
    """
    found = []
    for name, owner in owned_tables().items():
        mine = within_reach(owner.name)
        found.append(Policy(name, "within_reach", f"USING ({mine}) WITH CHECK ({mine})"))
        if owner.nullable:
            # What belongs to nobody can be written by anybody, and read by whoever reaches everyone.
            found.append(Policy(name, "nobodys", f"FOR INSERT WITH CHECK ({owner.name} IS NULL)"))
        if roles is not None:
            found.append(Policy(name, "everyone", f"TO {quoted(roles.everyone)} USING (true) WITH CHECK (true)"))
    if roles is not None:
        found.append(Policy(alert_texts.name, "searched_by_owner", f"FOR SELECT TO {quoted(roles.owner)} USING (true)"))
    return found


def apply_policies(connection: Connection, roles: Roles | None) -> None:
    """Makes the database's policies those that are written down here; touches no table on which they are.

    Args:
        connection: Within a transaction, as the owner of the tables.
        roles: See ``policies``.
    """
    wanted = {(policy.table, policy.name): policy for policy in policies(roles)}
    present = {(row.table, row.name): row.digest for row in connection.execute(_PRESENT)}
    for table, name in present.keys() - wanted.keys():
        connection.exec_driver_sql(f"DROP POLICY {quoted(name)} ON {quoted(table)}")
    made = [policy for key, policy in wanted.items() if present.get(key) != policy.digest]
    for policy in made:
        _run(connection, policy.statements())
    states = {(row.table, row.name): row.state for row in connection.execute(_PRESENT)} if made else {}
    for policy in made:
        comment = f"{policy.digest} {states[policy.table, policy.name]}"
        _run(connection, [f"COMMENT ON POLICY {policy.name} ON {policy.table} IS '{comment}'"])
    held = set(connection.scalars(_HELD))
    for table in owned_tables():
        if table not in held:
            _run(connection, [f"ALTER TABLE {table} {step} ROW LEVEL SECURITY" for step in ("ENABLE", "FORCE")])
    _apply_view(connection)


def _apply_view(connection: Connection) -> None:
    condition = within_reach(alert_texts.c.customer_id.name)
    definition = f"SELECT number, search_text FROM {alert_texts.name} WHERE {condition}"  # noqa: S608 - names of our own
    digest = sha256(definition.encode()).hexdigest()
    view = {"view": TEXTS_WITHIN_REACH}
    if connection.scalar(_VIEW_DIGEST, view) != digest:
        _run(
            connection,
            [f"DROP VIEW IF EXISTS {TEXTS_WITHIN_REACH}", f"CREATE VIEW {TEXTS_WITHIN_REACH} AS {definition}"],
        )
        comment = f"{digest} {connection.scalar(_VIEW_STATE, view)}"
        _run(connection, [f"COMMENT ON VIEW {TEXTS_WITHIN_REACH} IS '{comment}'"])


def _owner(table: Table) -> Column[object] | None:
    return table.c.id if table is customers else table.c.get("customer_id")


def _run(connection: Connection, statements: Iterator[str] | list[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


# A comment outlives a change by hand. It is ours only beside what PostgreSQL made of the rule, which stands behind it.
_PRESENT = text("""
    SELECT "table", name, state,
        CASE WHEN split_part(comment, ' ', 2) = state THEN split_part(comment, ' ', 1) END AS digest
    FROM (
        SELECT c.relname AS table, p.polname AS name, obj_description(p.oid, 'pg_policy') AS comment,
            md5(jsonb_build_array(p.polcmd, p.polpermissive, p.polroles::regrole[]::text,
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))::text) AS state
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE c.relnamespace = current_schema()::regnamespace
    ) AS policies
""")
_HELD = text("""
    SELECT relname FROM pg_class
    WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = current_schema()::regnamespace
""")
_VIEW_STATE = text("SELECT md5(pg_get_viewdef(to_regclass(:view)))")
_VIEW_DIGEST = text("""
    SELECT split_part(comment, ' ', 1)
    FROM (SELECT obj_description(to_regclass(:view), 'pg_class') AS comment) AS views
    WHERE split_part(comment, ' ', 2) = md5(pg_get_viewdef(to_regclass(:view)))
""")
