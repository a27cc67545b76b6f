"""The PostgreSQL server that tests share: started once, gone with the run, a clean database for each test."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.architecture.tree import ROOT
from tests.servers import (
    PostgresServer,
    RunFolder,
    postgres_database_from_template,
    postgres_server as shared_postgres_server,
    postgres_template,
)

GONE_WITHIN_S = 30.0

RUN_THAT_HANGS = """
import time
from tests.servers import RunFolder, postgres_server

run = RunFolder.make()
print(run.path, postgres_server(run).admin_dsn, flush=True)
time.sleep(600)
"""


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether the condition comes true before patience ends; patience is long, so that a busy machine passes."""
    give_up_at = time.monotonic() + GONE_WITHIN_S
    while not condition() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def own_run() -> Iterator[RunFolder]:
    """A run folder like the session's, that a test may end."""
    run = RunFolder.make()
    yield run
    run.close()


def make_notes(url: str) -> None:
    """A migration with a seed, as `adapters.database.migrate` would be."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY, text text)")
        connection.execute("INSERT INTO notes (text) VALUES ('seed')")


def prepare_notes(server: PostgresServer, name: str) -> None:
    server.execute("CREATE DATABASE {}", name)
    make_notes(server.dsn(name))


@pytest.fixture(scope="module")
def notes_template(postgres_server: PostgresServer, database_names: Iterator[str]) -> Iterator[str]:
    """A template of this module's own, since the session's is for the project's tables."""
    name = next(database_names)
    with postgres_database_from_template(postgres_server, "template1", name) as url:
        make_notes(url)
        yield name


def test_the_server_is_started_once_and_ends_with_its_run(own_run: RunFolder) -> None:
    first = shared_postgres_server(own_run)
    assert shared_postgres_server(own_run) == first
    assert answers(first.admin_dsn)
    own_run.close()
    assert not answers(first.admin_dsn)
    assert not own_run.path.exists()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_run_leaves_no_server_and_no_folder(how: signal.Signals) -> None:
    """A `kill -9` gives nobody the time to clean up; the server's keeper sees it by the lock that is free."""
    command = [sys.executable, "-c", RUN_THAT_HANGS]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        assert run.stdout is not None
        folder, url = run.stdout.readline().split()
        assert answers(url)
        run.send_signal(how)
    assert eventually(lambda: not answers(url))
    assert eventually(lambda: not Path(folder).exists())


def test_a_durable_server_keeps_what_it_has_committed_and_goes_with_its_run_too(own_run: RunFolder) -> None:
    """Measurements need real writes, and must not leave a server behind either."""
    server = shared_postgres_server(own_run, is_durable=True)
    with psycopg.connect(server.admin_dsn) as connection:
        settings = connection.execute("SHOW fsync").fetchone(), connection.execute("SHOW synchronous_commit").fetchone()
        data = connection.execute("SHOW data_directory").fetchone()
    assert settings == (("on",), ("on",))
    assert data is not None
    assert Path(data[0]).is_relative_to(tempfile.gettempdir())
    own_run.close()
    assert not answers(server.admin_dsn)
    assert not Path(data[0]).exists()


def test_nobody_gets_in_without_the_password(postgres_server: PostgresServer) -> None:
    """Other people of the machine reach the port too, and an administrator of PostgreSQL can run programs."""
    host = postgres_server.admin_dsn.partition("@")[2]
    assert not answers(f"postgresql://postgres@{host}")
    assert not answers(f"postgresql://postgres:guess@{host}")


def test_a_test_s_database_is_as_migrated_whatever_the_one_before_did(
    postgres_server: PostgresServer, notes_template: str, database_names: Iterator[str]
) -> None:
    name = next(database_names)
    for _ in range(2):
        copy = postgres_database_from_template(postgres_server, notes_template, name)
        with copy as url, psycopg.connect(url) as connection:
            found = connection.execute("INSERT INTO notes (text) VALUES ('mine') RETURNING id").fetchone()
            assert found == (2,)
            assert connection.execute("SELECT count(*) FROM notes").fetchone() == (2,)


def test_a_connection_left_open_does_not_keep_the_database(
    postgres_server: PostgresServer, notes_template: str, database_names: Iterator[str]
) -> None:
    with postgres_database_from_template(postgres_server, notes_template, next(database_names)) as url:
        left_open = psycopg.connect(url)
    with closing(left_open), pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")


def test_the_template_is_migrated_once_in_a_run(own_run: RunFolder) -> None:
    server, migrated = shared_postgres_server(own_run), list[str]()

    def prepare(server: PostgresServer, name: str) -> None:
        migrated.append(name)
        prepare_notes(server, name)

    templates = {postgres_template(server, own_run, prepare) for _ in range(2)}
    assert len(templates) == len(migrated) == 1


def test_a_migration_that_fails_is_tried_again(own_run: RunFolder) -> None:
    """Otherwise every later test would fail on a half-made template, and hide why."""
    server = shared_postgres_server(own_run)

    def fails_half_way(server: PostgresServer, name: str) -> None:
        server.execute("CREATE DATABASE {}", name)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        postgres_template(server, own_run, fails_half_way)
    template = postgres_template(server, own_run, prepare_notes)
    with postgres_database_from_template(server, template, "copy") as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)


def test_a_folder_that_its_keepers_have_removed_is_closed() -> None:
    run = RunFolder.make()
    shutil.rmtree(run.path)
    run.close()
    assert not run.path.exists()
