"""Migrations make the tables that the code describes, once, and never in a database of a later version."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from adapters.database import SqlWorks, current_revision, head_revision, make_engine, migrate
from adapters.database.metadata import metadata
from adapters.database.schema import ForeignTablesError, NewerSchemaError
from adapters.database.text_search import TEXT_INDEX, TEXTS_WITHIN_REACH
from tests.builders import EVERYONE


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_database")
    return url


def described(engine: Engine) -> dict[str, Any]:
    """Everything that the database says of its tables, except those of the text index and Alembic's own."""
    inspector = inspect(engine)
    names = [name for name in inspector.get_table_names() if not name.startswith((TEXT_INDEX, "alembic_"))]
    return {
        name: {
            "columns": [{**column, "type": str(column["type"])} for column in inspector.get_columns(name)],
            "primary key": inspector.get_pk_constraint(name),
            "foreign keys": sorted(inspector.get_foreign_keys(name), key=lambda key: str(key["name"])),
            "unique": sorted(inspector.get_unique_constraints(name), key=lambda rule: str(rule["name"])),
            "indexes": sorted(map(_spelled_out, inspector.get_indexes(name)), key=lambda index: str(index["name"])),
            "options": inspector.get_table_options(name),
        }
        for name in sorted(names)
    }


def _spelled_out(index: Any) -> dict[str, Any]:
    options = index.get("dialect_options", {})
    return {**index, "dialect_options": {name: str(value) for name, value in options.items()}}


def test_alembic_finds_nothing_to_change(owner_works: SqlWorks) -> None:
    def is_described(_object: object, name: str | None, kind: str, *_: object) -> bool:
        # Alembic compares an index also where it is for the other database.
        is_of_text = (
            str(name).startswith((TEXT_INDEX, "ix_alert_texts")) and owner_works.engine.dialect.name == "sqlite"
        )
        return not (kind in ("table", "index") and is_of_text)

    options = {"compare_type": True, "include_object": is_described}
    with owner_works.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_migrated_tables_are_those_that_the_code_describes(owner_works: SqlWorks) -> None:
    """In every detail, also those that Alembic does not compare: keys, partial indexes, deferred constraints."""
    migrated = described(owner_works.engine)
    with owner_works.engine.begin() as connection:
        is_sqlite = owner_works.engine.dialect.name == "sqlite"
        connection.exec_driver_sql(f"DROP TABLE {TEXT_INDEX}" if is_sqlite else f"DROP VIEW {TEXTS_WITHIN_REACH}")
        metadata.drop_all(connection)
        metadata.create_all(connection)

    assert described(owner_works.engine) == migrated


def test_the_file_of_a_database_is_its_owners_alone(tmp_path: Path) -> None:
    """Whatever folder it lies in: it holds alerts, and what passwords are compared with."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    migrate(url)
    engine = make_engine(url, pool_size=1)
    with engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM users"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    engine.dispose()

    assert modes == {"a.db": 0o600, "a.db-shm": 0o600, "a.db-wal": 0o600}


def test_a_database_is_migrated_once(empty_database: str) -> None:
    assert current_revision(empty_database) is None
    applied = migrate(empty_database)

    assert applied[-1] == head_revision() == current_revision(empty_database)
    assert migrate(empty_database) == ()


def test_processes_that_start_together_migrate_once(empty_database: str) -> None:
    """All are told that the database is ready, and exactly one has made it so."""
    script = "import sys; from adapters.database import migrate; print(len(migrate(sys.argv[1])))"
    started = [
        subprocess.Popen([sys.executable, "-c", script, empty_database], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    applied = [int(process.communicate(timeout=120)[0]) for process in started]

    assert sorted(applied)[:2] == [0, 0]
    assert max(applied) > 0


def test_a_database_of_a_later_version_is_left_alone(owner_works: SqlWorks) -> None:
    database = owner_works.engine.url
    with owner_works(EVERYONE) as work:
        work._connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        work.commit()

    with pytest.raises(NewerSchemaError, match="9999"):
        migrate(database)
    assert current_revision(database) == "9999"


def test_a_database_of_another_program_is_left_alone(empty_database: str) -> None:
    engine = make_engine(empty_database, pool_size=1)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE users (name text)"))

    with pytest.raises(ForeignTablesError, match="users"):
        migrate(empty_database)

    assert inspect(engine).get_table_names() == ["users"]
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """DDL is part of the transaction on both databases."""
    broken = ("CREATE TABLE unfinished (id integer)", "SELECT * FROM nowhere")
    for name in ("SQLITE_STATEMENTS", "POSTGRES_STATEMENTS"):
        monkeypatch.setattr(f"adapters.database.alert_zones.{name}", broken)

    with pytest.raises(Exception, match="nowhere"):
        migrate(empty_database)

    engine = make_engine(empty_database, pool_size=1)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    monkeypatch.undo()
    assert migrate(empty_database)
