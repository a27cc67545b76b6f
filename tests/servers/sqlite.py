"""SQLite for tests: a migrated template file, copied for each test."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.servers.run_folder import RunFolder, exclusive


def sqlite_template(run: RunFolder, migrate: Callable[[str], object]) -> Path:
    """A migrated database file to copy from, made once a run.

    Args:
        run: The run whose workers share it.
        migrate: Called once in a run, with the URL of a file that is not there yet.
    """
    template = run.path / "template.sqlite3"
    with exclusive(run.path / "sqlite-template.lock"):
        if not template.exists():
            unfinished = run.path / "unfinished.sqlite3"
            migrate(f"sqlite:///{unfinished}")
            with contextlib.closing(sqlite3.connect(unfinished)) as connection:
                # A copy takes the one file, so nothing may be left in the write-ahead log.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            unfinished.rename(template)
    return template


@contextlib.contextmanager
def sqlite_database_from_template(template: Path, run: RunFolder, name: str) -> Iterator[str]:
    """A database of its own: a copy of the template for as long as the context lasts.

    Args:
        template: The migrated file.
        run: The run in whose folder the copy is kept.
        name: The copy's name; nobody else may use it at the same time.

    Yields:
        The URL of the copy.
    """
    folder = run.path / f"sqlite-{name}"
    folder.mkdir()
    database = folder / "watchfloor.sqlite3"
    shutil.copyfile(template, database)
    try:
        yield f"sqlite:///{database}"
    finally:
        shutil.rmtree(folder)
