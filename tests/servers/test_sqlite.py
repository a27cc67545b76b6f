"""A migrated SQLite file for each test."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.servers import RunFolder, sqlite_database_from_template, sqlite_template


@pytest.fixture
def own_run() -> Iterator[RunFolder]:
    """A run folder like the session's, that a test may end."""
    run = RunFolder.make()
    yield run
    run.close()


def path_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


def test_a_test_s_database_is_as_migrated_whatever_the_one_before_did(own_run: RunFolder) -> None:
    migrated: list[str] = []

    def migrate(url: str) -> None:
        migrated.append(url)
        with closing(sqlite3.connect(path_of(url))) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
            connection.commit()

    for _ in range(2):
        template = sqlite_template(own_run, migrate)
        with (
            sqlite_database_from_template(template, own_run, "copy") as url,
            closing(sqlite3.connect(path_of(url))) as db,
        ):
            db.execute("INSERT INTO notes (text) VALUES ('mine')")
            db.commit()
            assert db.execute("SELECT count(*) FROM notes").fetchone() == (1,)
    assert len(migrated) == 1


def test_the_template_is_whole_in_one_file_even_if_the_migration_left_a_connection_open(own_run: RunFolder) -> None:
    """An open connection keeps the newest rows in the write-ahead log, which a copy of the file alone would lose."""
    left_open: list[sqlite3.Connection] = []

    def migrate(url: str) -> None:
        connection = sqlite3.connect(path_of(url))
        left_open.append(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("INSERT INTO notes (text) VALUES ('seed')")
        connection.commit()

    template = sqlite_template(own_run, migrate)
    with sqlite_database_from_template(template, own_run, "copy") as url, closing(sqlite3.connect(path_of(url))) as db:
        assert db.execute("SELECT text FROM notes").fetchall() == [("seed",)]
    left_open[0].close()
