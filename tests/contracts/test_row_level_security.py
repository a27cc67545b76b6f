"""PostgreSQL says a second time whose rows a program may see and write, and says so of every table.

Whatever reads or writes here goes past the repositories, as a query would that forgot its tenant.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from attrs import frozen
from sqlalchemy import Connection, Engine, insert, select, text, update

from adapters.database import make_engine, migrate
from adapters.database.audit_tables import audit_records
from adapters.database.metadata import metadata
from adapters.database.postgres_policies import PLATFORM_TABLES
from adapters.database.postgres_rights import DatabaseRoleError
from adapters.database.text_search import TEXTS_WITHIN_REACH
from socdomain.errors import OtherCustomerError, StorageUnavailableError
from socdomain.ids import CustomerId
from socdomain.principal import Reach
from tests.contracts.any_row import OWNED, a_row
from tests.servers import APPLICATION, OWNER, PostgresServer
from tests.within_reach import within

NULLABLE = [name for name, owner in OWNED.items() if owner.nullable]
ACME, GLOBEX = (CustomerId(UUID(int=number)) for number in (0xACE, 0x910BE))


@frozen
class Shared:
    """A database with a row of either customer in every table that customers own.

    Attributes:
        engine: As the role of the application, with one connection.
    """

    engine: Engine

    def as_one(self, reach: Reach | None) -> Connection:
        """A connection with a reach; None for one whose reach nobody told."""
        return (self.engine if reach is None else within(self.engine, reach)).connect()

    def owners(self, table: str, reach: Reach | None) -> set[UUID | None]:
        """Whose rows of a table are seen."""
        # Committed, for what is undone would undo also a reach that was told for longer than a transaction.
        with self.as_one(reach) as connection, connection.begin():
            return set(connection.scalars(select(OWNED[table]).select_from(metadata.tables[table])))


@pytest.fixture
def shared(postgres_server: PostgresServer, postgres_database: str) -> Iterator[Shared]:
    administrator = make_engine(postgres_server.dsn(postgres_database.rpartition("/")[2]), pool_size=1)
    with administrator.begin() as connection:
        # Neither links nor triggers matter here.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in OWNED:
            for customer in (ACME, GLOBEX, *([None] if name in NULLABLE else [])):
                connection.execute(insert(metadata.tables[name]), a_row(name, customer))
    administrator.dispose()
    engine = make_engine(postgres_database, pool_size=1)
    yield Shared(engine)
    engine.dispose()


def test_every_table_is_a_customers_or_said_to_be_the_platforms() -> None:
    """Whoever adds a table with a customer's rows gets its policy by the column `customer_id`, or names it here."""
    undecided = metadata.tables.keys() - OWNED.keys() - PLATFORM_TABLES.keys()
    assert not undecided, f"say in PLATFORM_TABLES why no policy guards them: {sorted(undecided)}"


def test_every_table_of_customers_has_a_policy_for_reads_and_writes_that_holds_its_owner_too(shared: Shared) -> None:
    guarded = text("""
        SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
        WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polroles = '{0}' AND p.polcmd = '*'
            AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL
    """)
    has_owner = text("SELECT table_name FROM information_schema.columns WHERE column_name = 'customer_id'")
    with shared.as_one(None) as connection:
        assert set(connection.scalars(guarded)) == OWNED.keys()
        assert set(connection.scalars(has_owner)) - PLATFORM_TABLES.keys() <= OWNED.keys()


@pytest.mark.parametrize("table", OWNED)
def test_a_query_without_a_tenant_shows_what_is_within_reach(shared: Shared, table: str) -> None:
    assert shared.owners(table, Reach.only([ACME])) == {ACME}
    assert shared.owners(table, Reach.only([ACME, GLOBEX])) == {ACME, GLOBEX}
    everyones = {ACME, GLOBEX, None} if table in NULLABLE else {ACME, GLOBEX}
    assert shared.owners(table, Reach.everyone()) == everyones


@pytest.mark.parametrize("table", OWNED)
def test_a_connection_that_served_somebody_shows_nothing_to_nobody(shared: Shared, table: str) -> None:
    """The pool has one connection. A forgotten reach is no reach, also where another one was told before."""
    for earlier in (None, Reach.only([ACME]), Reach.everyone()):
        shared.owners(table, earlier)
        assert shared.owners(table, None) == set()
        shared.owners(table, earlier)
        assert shared.owners(table, Reach.nothing()) == set()


@pytest.mark.parametrize("table", OWNED)
def test_rows_of_others_can_neither_be_added_nor_changed_nor_removed(shared: Shared, table: str) -> None:
    rows, owner = metadata.tables[table], OWNED[table]
    with shared.as_one(Reach.only([ACME])) as connection:
        with pytest.raises(OtherCustomerError, match="out of reach"):
            connection.execute(insert(rows), a_row(table, GLOBEX))
        connection.rollback()
        if table != audit_records.name:
            with pytest.raises(OtherCustomerError, match="out of reach"):
                connection.execute(update(rows).values({owner: GLOBEX}))
            connection.rollback()
            assert connection.execute(update(rows).where(owner == GLOBEX).values({owner: GLOBEX})).rowcount == 0
        assert connection.execute(rows.delete().where(owner == GLOBEX)).rowcount == 0


@pytest.mark.parametrize("table", NULLABLE)
def test_what_belongs_to_nobody_can_be_added_by_anybody_and_read_by_none_of_them(shared: Shared, table: str) -> None:
    for reach in (Reach.nothing(), Reach.only([ACME])):
        with shared.as_one(reach) as connection, connection.begin():
            without_links = {name: None if name == "sent_for" else value for name, value in a_row(table, None).items()}
            connection.execute(insert(metadata.tables[table]), without_links)
        assert None not in shared.owners(table, reach)


def test_text_is_searched_by_its_index_also_beneath_a_policy(shared: Shared) -> None:
    """PostgreSQL asks no LIKE before a policy holds, so the table itself would be read whole."""
    found: dict[str, str] = {}
    with shared.as_one(Reach.only([ACME])) as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        for source in ("alert_texts", TEXTS_WITHIN_REACH):
            query = f"EXPLAIN SELECT number FROM {source} WHERE search_text LIKE '%word%'"  # noqa: S608 - our own names
            found[source] = "\n".join(connection.scalars(text(query)))
        assert len(connection.execute(text(f"SELECT FROM {TEXTS_WITHIN_REACH}")).all()) == 1

    assert "ix_alert_texts_trigrams" in found[TEXTS_WITHIN_REACH]
    assert "ix_alert_texts_trigrams" not in found["alert_texts"], "the view is needed no more"


def test_for_everyone_the_planner_sees_no_policy(shared: Shared) -> None:
    with shared.as_one(Reach.everyone()) as connection:
        plan = "\n".join(connection.scalars(text("EXPLAIN SELECT count(*) FROM alerts")))

    assert "Filter" not in plan
    assert "InitPlan" not in plan


def test_the_application_is_no_owner_and_nobody_special(shared: Shared) -> None:
    special = text("""
        SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication
            OR pg_has_role(rolname, :owner, 'MEMBER')
        FROM pg_roles WHERE rolname = session_user
    """)
    with shared.as_one(None) as connection:
        assert connection.scalar(text("SELECT session_user")) == APPLICATION
        assert connection.scalar(special, {"owner": OWNER}) is False


@pytest.mark.parametrize("reach", [Reach.nothing(), Reach.everyone()], ids=["nobody", "everyone"])
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE alerts CASCADE",
        "CREATE TABLE a_table (id integer)",
        "ALTER TABLE alerts DISABLE ROW LEVEL SECURITY",
        "DROP POLICY within_reach ON alerts",
        "UPDATE audit_records SET action = 'another'",
        "UPDATE audit_signatures SET key_id = 'another'",
        "DELETE FROM audit_signatures",
        "DELETE FROM audit_chains",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM change_head",
        "DELETE FROM job_effects",
        "UPDATE job_effects SET effect_key = 'another'",
        "UPDATE job_run_lines SET text = 'another'",
        "UPDATE connector_history SET by = 'another'",
        "DROP TABLE alerts CASCADE",
    ],
)
def test_the_application_cannot_change_what_holds_it(shared: Shared, statement: str, reach: Reach) -> None:
    with shared.as_one(reach) as connection, pytest.raises(StorageUnavailableError, match="lacks a right"):
        connection.execute(text(statement))


def test_applying_rights_again_makes_no_policy_anew(shared: Shared, postgres_owner_database: str) -> None:
    """To make one takes a lock for which everybody waits, on each start of each replica."""
    made = text("SELECT array_agg(oid ORDER BY oid) FROM pg_policy")
    with shared.as_one(None) as connection:
        before = connection.scalar(made)
        connection.rollback()
        migrate(postgres_owner_database, application=APPLICATION)
        assert connection.scalar(made) == before


def test_who_owns_nothing_leaves_rights_as_they_are(shared: Shared, postgres_database: str) -> None:
    """A replica that is told the application's URL alone may start where there is nothing to migrate."""
    assert migrate(postgres_database) == ()

    test_for_everyone_the_planner_sees_no_policy(shared)


def test_policies_that_somebody_changed_are_mended(shared: Shared, postgres_owner_database: str) -> None:
    with psycopg.connect(postgres_owner_database) as connection:
        connection.execute("ALTER TABLE alerts NO FORCE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE cases DISABLE ROW LEVEL SECURITY")
        connection.execute("DROP POLICY within_reach ON events")
        connection.execute("CREATE POLICY all_of_it ON assets USING (true)")
        # What is altered keeps its comment.
        connection.execute("ALTER POLICY within_reach ON observables USING (true)")
        everybodys = "SELECT number, search_text FROM alert_texts"
        connection.execute(f"CREATE OR REPLACE VIEW {TEXTS_WITHIN_REACH} AS {everybodys}")
        connection.execute(f"GRANT TRUNCATE ON alerts TO {APPLICATION}")
    migrate(postgres_owner_database, application=APPLICATION)

    test_every_table_of_customers_has_a_policy_for_reads_and_writes_that_holds_its_owner_too(shared)
    assert shared.owners("assets", Reach.only([ACME])) == {ACME}
    assert shared.owners("observables", Reach.only([ACME])) == {ACME}
    with shared.as_one(Reach.only([ACME])) as connection:
        assert len(connection.execute(text(f"SELECT FROM {TEXTS_WITHIN_REACH}")).all()) == 1
    test_the_application_cannot_change_what_holds_it(shared, "TRUNCATE alerts CASCADE", Reach.nothing())


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("postgres", "no role 'postgres_everyone'"),
        ("absent", "no role 'absent'"),
        ("inherits", "by inheritance"),
        ("climbs", "is a member of, a superuser"),
    ],
)
def test_a_role_that_policies_cannot_hold_is_refused(
    postgres_server: PostgresServer, postgres_owner_database: str, role: str, why: str
) -> None:
    for statement in (
        "CREATE ROLE inherits",
        "CREATE ROLE inherits_everyone",
        "GRANT inherits_everyone TO inherits",
        "CREATE ROLE climbs",
        "CREATE ROLE climbs_everyone",
        # Not inherited, and one SET ROLE away.
        "CREATE ROLE climbs_above BYPASSRLS",
        "GRANT climbs_above TO climbs WITH INHERIT FALSE",
    ):
        postgres_server.execute(statement)
    try:
        with pytest.raises(DatabaseRoleError, match=why):
            migrate(postgres_owner_database, application=role)
    finally:
        postgres_server.execute("DROP ROLE inherits, inherits_everyone, climbs, climbs_everyone, climbs_above")


def test_one_role_that_does_everything_is_held_too(empty_postgres_database: str) -> None:
    """FORCE holds the owner; the checks of links pass by all policies, whoever owns the tables."""
    migrate(empty_postgres_database)
    engine = make_engine(empty_postgres_database, pool_size=1)
    with within(engine, Reach.everyone()).begin() as connection:
        for customer in (ACME, GLOBEX):
            connection.execute(insert(metadata.tables["customers"]), a_row("customers", customer))
            connection.execute(insert(metadata.tables["observables"]), a_row("observables", customer))
    with within(engine, Reach.only([ACME])).begin() as connection:
        connection.execute(insert(metadata.tables["observables"]), a_row("observables", ACME))
        assert set(connection.scalars(select(metadata.tables["observables"].c.customer_id))) == {ACME}
        with pytest.raises(OtherCustomerError, match="out of reach"):
            connection.execute(insert(metadata.tables["observables"]), a_row("observables", GLOBEX))
    with engine.connect() as connection:
        assert connection.execute(select(metadata.tables["observables"])).all() == []
    engine.dispose()
