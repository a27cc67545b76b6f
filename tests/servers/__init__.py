"""Real servers and databases for the tests, started only when a test asks for one.

Every file of a run lives in one folder (`RunFolder`), which the controlling pytest process owns and its xdist workers
share. A server belongs to the folder, not to the worker that needed it first, and goes with it.
"""

from tests.servers.postgres import (
    APPLICATION,
    OWNER,
    PostgresServer,
    postgres_database_from_template,
    postgres_server,
    postgres_template,
)
from tests.servers.run_folder import RunFolder, exclusive
from tests.servers.sqlite import sqlite_database_from_template, sqlite_template

__all__ = [
    "APPLICATION",
    "OWNER",
    "PostgresServer",
    "RunFolder",
    "exclusive",
    "postgres_database_from_template",
    "postgres_server",
    "postgres_template",
    "sqlite_database_from_template",
    "sqlite_template",
]
