"""A platform starts the same way from any state, on any number of machines."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from adapters.connector_registry import connector_kinds
from adapters.database.engine import make_engine
from adapters.database.metadata import Id, UtcTime, metadata
from entrypoints.settings import Settings
from socdomain.jobs.catalog import CATALOG
from tests import crash_points
from tests.flows.floors import Floor
from tests.within_reach import for_everyone

NOT_IN_A_START: Final = frozenset(
    name
    for name in crash_points.names()
    if name.startswith(("database.intake.", "database.server.", "queue.", "s3."))
    or (name.startswith("object_store.") and "bucket" not in name)
)
"""Points that a start does not pass; all others must be reached or the test fails.

Those of making a server's database are passed in ``test_preparing_postgresql.py``.
"""

# Differ from run to run by their nature.
_NEW_EACH_TIME: Final = {"password_hash", "hash", "previous_hash"}
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Rows = dict[str, Counter[str]]


def rows(url: str) -> Rows:
    """Everything in a database but identifiers, times and what is random."""
    engine = make_engine(url, pool_size=1)
    try:
        with for_everyone(engine).connect() as connection:
            return {
                table.name: Counter(_ID.sub("id", str(tuple(row))) for row in connection.execute(select(*columns)))
                for table in metadata.sorted_tables
                if (columns := [one for one in table.c if _is_compared(one)])
            }
    finally:
        engine.dispose()


def _is_compared(column: Any) -> bool:
    return not isinstance(column.type, (Id, UtcTime)) and column.name not in _NEW_EACH_TIME


@pytest.fixture(params=["sqlite", "postgresql"])
def floor(request: pytest.FixtureRequest, tmp_path: Path) -> Floor:
    """A platform on which nothing has been done, but that a server has its keys."""
    if request.param == "sqlite":
        return Floor(f"sqlite:///{tmp_path / 'floor.db'}", tmp_path / "data")
    return Floor(request.getfixturevalue("empty_postgres_database"), tmp_path / "data")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What one undisturbed start gives; the same on both databases."""
    folder = tmp_path_factory.mktemp("clean")
    floor = Floor(f"sqlite:///{folder / 'floor.db'}", folder / "data")
    assert floor.run("migrate").returncode == 0
    return rows(floor.url)


def folders(floor: Floor) -> set[str]:
    """What lies in the data folder, but for what killed processes were writing."""
    found = (path.relative_to(floor.folder).as_posix() for path in floor.folder.rglob("*"))
    return {name for name in found if not name.startswith("keys/.")}


def keys(floor: Floor) -> dict[str, bytes]:
    """The keys that there are."""
    return {path.name: path.read_bytes() for path in (floor.folder / "keys").glob("*.key")}


def _killed_starts(point: str, floor: Floor) -> Iterator[subprocess.CompletedProcess[str]]:
    """Starts that die at the point, each one passing further on; the first has to."""
    made: dict[str, bytes] = {}
    for passing in count(1):
        started = floor.run(point, str(passing), "migrate", module="tests.crash_points")
        assert passing > 1 or started.returncode == -signal.SIGKILL, f"{point} was not passed: {started.stderr}"
        assert made.items() <= keys(floor).items(), "a key that was handed out is never replaced"
        made = keys(floor)
        yield started


# A server's keys are given, so that a start of one makes none.
KILLS: Final = [
    (kind, point)
    for kind in ("sqlite", "postgresql")
    for point in crash_points.names()
    if point not in NOT_IN_A_START and not (kind == "postgresql" and point.startswith("secrets."))
]


@pytest.mark.parametrize(("floor", "point"), KILLS, indirect=["floor"])
def test_a_start_that_is_killed_again_and_again_equals_a_clean_one(point: str, floor: Floor, clean: Rows) -> None:
    """Each time one passing of the point further on, until a start comes through."""
    started = next(started for started in _killed_starts(point, floor) if started.returncode != -signal.SIGKILL)

    assert started.returncode == 0, started.stderr
    assert rows(floor.url) == clean
    assert {name for name in folders(floor) if name.startswith("keys/")} == {f"keys/{name}" for name in keys(floor)}
    assert len([name for name in folders(floor) if name.startswith("objects/")]) == len(Settings().buckets)
    told = json.loads(floor.run("migrate", "--json").stdout)
    assert {step["outcome"] for step in told["steps"]} == {"already so"}


def test_a_start_gives_the_same_on_both_databases(floor: Floor, clean: Rows) -> None:
    assert floor.run("migrate").returncode == 0
    assert rows(floor.url) == clean
    assert clean["roles"].total() == 5
    assert clean["users"].total() >= 1
    assert clean["seeds"].total() == 26 + len(CATALOG) + len(connector_kinds())
    assert clean["schedules"].total() == clean["job_runs"].total() == len(CATALOG)


def test_of_many_that_start_together_one_does_each_thing(floor: Floor, clean: Rows) -> None:
    started = [floor.start("migrate", "--json") for _ in range(4)]
    ended = [process.communicate(timeout=240) for process in started]

    assert [process.returncode for process in started] == [0] * 4, [error for _, error in ended]
    told = [json.loads(out) for out, _ in ended]
    changes = Counter(change for one in told for step in one["steps"] for change in step["changes"])
    assert {change for change, times in changes.items() if times > 1} == set()
    assert {
        "applied migration 0001",
        "applied migration 0002",
        "made the bucket copilot-cases",
        "added the administrator admin",
    } <= set(changes)
    assert len([one for one in told if one["administrator"]]) == 1
    assert rows(floor.url) == clean


def test_what_fails_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder has to be")

    done = Floor("", tmp_path / "data").run("migrate", "--json")

    (told,) = json.loads(done.stdout)["steps"]
    assert done.returncode == 1
    assert (told["step"], told["outcome"]) == ("data folder", "failed")
    assert str(tmp_path / "data") in told["problem"]
    assert "--data-dir" in told["remedy"]
    assert "Traceback" not in done.stderr


def test_the_password_is_shown_though_a_later_step_fails(tmp_path: Path) -> None:
    """Killed as soon as the step has ended: whoever started it has seen the password by then."""
    floor = Floor(f"sqlite:///{tmp_path / 'floor.db'}", tmp_path / "data")

    killed = floor.run("startup.step.ended", "6", "migrate", module="tests.crash_points")

    assert killed.returncode == -signal.SIGKILL
    assert "Password (shown this once): " in killed.stdout
    assert "administrator" in killed.stdout.splitlines()[-2]
