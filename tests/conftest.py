"""Fixtures and settings that every test can count on."""

import os
import signal
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, Final, cast

import pytest
from hypothesis import settings

from tests.servers import (
    APPLICATION,
    OWNER,
    PostgresServer,
    RunFolder,
    postgres_database_from_template,
    postgres_server as shared_postgres_server,
    postgres_template,
    sqlite_database_from_template,
    sqlite_template,
)

RUN_FOLDER: Final = pytest.StashKey[RunFolder]()

settings.register_profile("local", deadline=None)
# The same examples in every run, so that a red run is the change's fault; what fails prints how to repeat it.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, database=None)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the hypothesis profile, and take part in the run's folder: the controller makes it, workers are told."""
    if not config.getoption("hypothesis_profile", None):
        settings.load_profile("ci" if os.environ.get("CI") else "local")
    worker_input: dict[str, Any] | None = getattr(config, "workerinput", None)
    folder = RunFolder.make() if worker_input is None else RunFolder(Path(worker_input["run_folder"]))
    config.stash[RUN_FOLDER] = folder
    # Whoever runs this by `nohup`, or beside a shell that ignores Ctrl-C for it, hands that on to all that it starts.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.import_plugin("tests.watching_hooks")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker the run's folder."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER].path)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started; in a worker this does nothing."""
    config.stash[RUN_FOLDER].close()


@pytest.fixture(scope="session")
def run_folder(request: pytest.FixtureRequest) -> RunFolder:
    """The folder that all workers of this run share."""
    return request.config.stash[RUN_FOLDER]


@pytest.fixture(scope="session")
def database_names(worker_id: str) -> Iterator[str]:
    """Names that no other test of this run gets."""
    return (f"test_{worker_id}_{number}" for number in count(1))


@pytest.fixture(scope="session")
def migrate() -> Callable[[str], object]:
    """What brings the database at a URL to the newest schema; loaded only when a test wants a database."""
    return cast("Callable[[str], object]", import_module("adapters.database").migrate)


def prepare_postgres(server: PostgresServer, database: str) -> None:
    """Make a migrated database and its roles, as `watchfloor migrate` does in production."""
    owner, application = server.dsn_as(OWNER, database), server.dsn_as(APPLICATION, database)
    import_module("adapters.database.postgres_server").prepare_server(
        server.admin_dsn, owner=owner, application=application
    )
    import_module("adapters.database").migrate(owner, application=APPLICATION)


@pytest.fixture(scope="session")
def postgres_server(run_folder: RunFolder) -> PostgresServer:
    """The run's PostgreSQL server, started by the first test that needs it."""
    return shared_postgres_server(run_folder)


@pytest.fixture(scope="session")
def postgres_roles_and_template(postgres_server: PostgresServer, run_folder: RunFolder) -> str:
    """The name of a migrated database to copy; where it is, there are the roles for it too."""
    return postgres_template(postgres_server, run_folder, prepare_postgres)


@pytest.fixture
def empty_postgres_database(
    postgres_server: PostgresServer, postgres_roles_and_template: str, database_names: Iterator[str]
) -> Iterator[str]:
    """The URL of a PostgreSQL database without a table, for this test alone, as its owner."""
    assert postgres_roles_and_template
    name = next(database_names)
    with postgres_database_from_template(postgres_server, "template1", name, owner=OWNER):
        yield postgres_server.dsn_as(OWNER, name)


@pytest.fixture
def postgres_database(
    postgres_server: PostgresServer, postgres_roles_and_template: str, database_names: Iterator[str]
) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database for this test alone, as the role of the application."""
    name = next(database_names)
    with postgres_database_from_template(postgres_server, postgres_roles_and_template, name, owner=OWNER):
        yield postgres_server.dsn_as(APPLICATION, name)


@pytest.fixture
def postgres_owner_database(postgres_server: PostgresServer, postgres_database: str) -> str:
    """The URL of the same database as the role that owns its tables."""
    return postgres_server.dsn_as(OWNER, postgres_database.rpartition("/")[2])


@pytest.fixture
def sqlite_database(
    run_folder: RunFolder, migrate: Callable[[str], object], database_names: Iterator[str]
) -> Iterator[str]:
    """The URL of a migrated SQLite database for this test alone."""
    template = sqlite_template(run_folder, migrate)
    with sqlite_database_from_template(template, run_folder, next(database_names)) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database for this test alone; the test runs once on each kind."""
    fixture = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}[request.param]
    return cast("str", request.getfixturevalue(fixture))
