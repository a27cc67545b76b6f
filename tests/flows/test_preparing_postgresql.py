"""`watchfloor migrate` on a PostgreSQL server where there is nothing yet but somebody who lends the right to begin."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator

import psycopg
import pytest

from adapters.database import head_revision
from adapters.database.postgres_reach import EVERYONE_SUFFIX
from adapters.database.postgres_server import prepare_server
from socdomain.errors import InvalidInputError, StorageUnavailableError
from tests.flows.bare import Bare
from tests.flows.floors import Floor
from tests.servers import PostgresServer

TOGETHER = 10
POINTS = ("database.server.roles_made", "database.server.database_made", "database.before_commit")


def test_replicas_that_start_together_make_the_database_once(bare: Bare) -> None:
    started = [bare.floor.start("migrate", "--json", environment=bare.environment) for _ in range(TOGETHER)]
    answers = [(*process.communicate(timeout=240), process.returncode) for process in started]

    assert [code for *_, code in answers] == [0] * TOGETHER, "\n".join(err for _, err, _ in answers)
    changes = [change for out, *_ in answers for step in json.loads(out)["steps"] for change in step["changes"]]
    assert changes.count(f"applied migration {head_revision()}") == 1
    assert {f"made the role {bare.name}", f"made the role {bare.name}_owner", f"made the database {bare.name}"} <= {
        *changes
    }
    assert len(changes) == len(set(changes))
    made = [json.loads(out)["administrator"] for out, *_ in answers]
    assert len([one for one in made if one]) == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_preparation_that_is_killed_is_finished_by_the_next(bare: Bare, point: str) -> None:
    died = bare.floor.run(point, "1", "migrate", module="tests.crash_points", environment=bare.environment)
    assert died.returncode == -signal.SIGKILL, died.stderr
    done = bare.floor.run("migrate", environment=bare.environment)
    assert done.returncode == 0, done.stderr

    assert bare.floor.run("alerts").returncode == 0, "the application's role works with what was made"
    doctor = bare.floor.run("doctor")
    assert f"row-level security holds '{bare.name}'" in doctor.stdout


@pytest.fixture
def maker(bare: Bare) -> Iterator[str]:
    """The URL of somebody who may make roles and databases, and is no superuser."""
    name = f"{bare.name}_maker"
    bare.server.execute("CREATE ROLE {} LOGIN CREATEDB CREATEROLE", name)
    with psycopg.connect(bare.server.admin_dsn, autocommit=True) as connection:
        password = psycopg.conninfo.conninfo_to_dict(bare.server.admin_dsn)["password"]
        connection.execute(
            psycopg.sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                psycopg.sql.Identifier(name), psycopg.sql.Literal(password)
            )
        )
    try:
        yield bare.server.dsn_as(name, "postgres")
    finally:
        bare.server.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", bare.name)
        for role in (bare.name, f"{bare.name}_owner", f"{bare.name}{EVERYONE_SUFFIX}", name):
            bare.server.execute("DROP ROLE IF EXISTS {}", role)


def test_somebody_who_may_make_roles_and_databases_is_enough(bare: Bare, maker: str) -> None:
    """It need not be a superuser."""
    done = bare.floor.run("migrate", environment={**bare.environment, "WATCHFLOOR_BOOTSTRAP_DATABASE_URL": maker})
    assert done.returncode == 0, done.stderr
    made = prepare_server(maker, owner=bare.owner_url, application=bare.floor.url)
    assert (made.roles, made.databases) == ((), ())
    assert not _may_become_the_owner(bare, maker)


def test_whoever_lent_the_right_does_not_stay_the_owner_though_it_was_killed(bare: Bare, maker: str) -> None:
    """To give the database away it makes itself a member of the owner, which it must not remain."""
    lent = {**bare.environment, "WATCHFLOOR_BOOTSTRAP_DATABASE_URL": maker}
    point = "database.server.database_made"
    died = bare.floor.run(point, "1", "migrate", module="tests.crash_points", environment=lent)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert _may_become_the_owner(bare, maker)

    assert bare.floor.run("migrate", environment=lent).returncode == 0

    assert not _may_become_the_owner(bare, maker)


def _may_become_the_owner(bare: Bare, maker: str) -> bool:
    with psycopg.connect(maker) as connection:
        found = connection.execute("SELECT pg_has_role(%s, 'SET')", (f"{bare.name}_owner",)).fetchone()
    return found == (True,)


def test_a_role_without_a_password_may_sign_in_as_its_server_lets_it(bare: Bare) -> None:
    """By a certificate, say; a role that was made without that right would be left so by every later run."""
    owner, application = (re.sub(r":[^:@/]+@", "@", url) for url in (bare.owner_url, bare.floor.url))

    prepare_server(bare.server.admin_dsn, owner=owner, application=application)

    with psycopg.connect(bare.server.admin_dsn) as connection:
        statement = "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE %s"
        rights: dict[str, bool] = dict(connection.execute(statement, (f"{bare.name}%",)).fetchall())
    assert rights == {bare.name: True, f"{bare.name}_owner": True, f"{bare.name}{EVERYONE_SUFFIX}": False}


def test_doctor_names_a_role_that_nothing_holds(postgres_server: PostgresServer, bare: Bare) -> None:
    bare.server.execute("CREATE DATABASE {}", bare.name)
    trial = Floor(postgres_server.dsn(bare.name), bare.floor.folder)
    assert trial.run("migrate").returncode == 0, "a superuser is good enough to try it"
    doctor = trial.run("doctor")

    assert "row-level security does not hold 'postgres'" in doctor.stdout
    assert "docs/howto/deploy.md" in doctor.stdout
    assert doctor.returncode != 0


def test_who_may_make_nothing_is_told_so(bare: Bare, postgres_database: str) -> None:
    with pytest.raises(StorageUnavailableError, match="lacks a right"):
        prepare_server(postgres_database, owner=bare.owner_url, application=bare.floor.url)


@pytest.mark.parametrize(
    ("bootstrap", "owner", "application", "setting"),
    [
        ("postgresql://b@h/d", "postgresql://a@h/d", "postgresql://a@h/d", "owner_database_url"),
        ("postgresql://b@h/d", "postgresql://o@h/d", "postgresql://a@h/other", "owner_database_url"),
        ("postgresql://o@h/d", "postgresql://o@h/d", "postgresql://a@h/d", "bootstrap_database_url"),
        ("sqlite:///d", "postgresql://o@h/d", "postgresql://a@h/d", "bootstrap_database_url"),
        ("postgresql://b@h/d", "postgresql://h/d", "postgresql://a@h/d", "owner_database_url"),
        ("postgresql://b@h/d", "postgresql://o@h/d", f"postgresql://{'a' * 60}@h/d", "database_url"),
        ("postgresql://b@h/d", f"postgresql://o@h/{'d' * 64}", f"postgresql://a@h/{'d' * 64}", "owner_database_url"),
    ],
)
def test_urls_that_do_not_fit_each_other_are_refused(
    bootstrap: str, owner: str, application: str, setting: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        prepare_server(bootstrap, owner=owner, application=application)

    assert caught.value.field == setting
