"""Connectors that the environment gives: made by whatever prepares the platform, once, and then left to people."""

from __future__ import annotations

import json
import signal
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from adapters.database.connector_tables import connectors
from adapters.database.engine import make_engine
from adapters.database.startup_tables import seeds
from socdomain.startup.connect_given import CONNECTORS
from tests.flows.floors import Floor
from tests.within_reach import for_everyone

PASSWORD: Final = "given-by-the-environment-17"
GIVEN: Final = {
    "GRAFANA_URL": "https://grafana.example.org/boards",
    "GRAFANA_USERNAME": "watchfloor",
    "GRAFANA_PASSWORD": PASSWORD,
    "GRAYLOG_API_KEY": "a-token-without-an-address",
}
STEP: Final = "connectors"


@pytest.fixture(params=["sqlite", "postgresql"])
def floor(request: pytest.FixtureRequest, tmp_path: Path) -> Floor:
    """A platform on which nothing has been done, but that a server has its keys."""
    if request.param == "sqlite":
        return Floor(f"sqlite:///{tmp_path / 'floor.db'}", tmp_path / "data")
    return Floor(request.getfixturevalue("empty_postgres_database"), tmp_path / "data")


def prepared(floor: Floor, **given: str) -> dict[str, Any]:
    """How the step ended that makes connectors."""
    done = floor.run("migrate", "--json", environment=given)
    assert done.returncode == 0, done.stderr
    for secret in (PASSWORD, GIVEN["GRAYLOG_API_KEY"]):
        assert secret not in done.stdout + done.stderr
    (told,) = (step for step in json.loads(done.stdout)["steps"] if step["step"] == STEP)
    return dict(told)


def listed(floor: Floor) -> list[dict[str, Any]]:
    """The connectors that there are."""
    found: list[dict[str, Any]] = json.loads(floor.run("connectors", "list", "--json").stdout)
    return found


def stored(floor: Floor) -> list[tuple[str, ...]]:
    """The names of the connectors that there are, and the kinds of which it is remembered that one was given."""
    engine = make_engine(floor.url, pool_size=1)
    statements = select(connectors.c.name), select(seeds.c.key).where(seeds.c.kind == CONNECTORS)
    try:
        with for_everyone(engine).connect() as connection:
            return [tuple(connection.execute(statement).scalars()) for statement in statements]
    finally:
        engine.dispose()


def test_what_can_be_used_is_made_once_and_what_cannot_is_told(floor: Floor) -> None:
    refusal = ["GRAYLOG_URL must be given; no connector was made"]
    told = prepared(floor, **GIVEN)
    assert told["changes"] == ["added connector grafana, as the environment gives it"]
    assert (told["outcome"], told["refused"]) == ("done", refusal)
    (one,) = listed(floor)
    assert (one["name"], one["kind"], one["secrets"], one["version"]) == ("Grafana", "grafana", ["password"], 1)
    assert one["values"] == {"url": GIVEN["GRAFANA_URL"], "username": "watchfloor"}
    again = prepared(floor, **GIVEN)
    assert (again["outcome"], again["changes"], again["notes"], again["refused"]) == ("already so", [], [], refusal)
    assert listed(floor) == [one]


def test_another_value_does_not_overwrite_what_is_there(floor: Floor) -> None:
    prepared(floor, **GIVEN)
    told = prepared(floor, **{**GIVEN, "GRAFANA_URL": "https://elsewhere.example.org"})
    assert told["notes"] == ["left as it is, though the environment gives another one: connector grafana"]
    assert [one["values"]["url"] for one in listed(floor)] == [GIVEN["GRAFANA_URL"]]


def test_a_start_that_is_killed_in_it_ends_as_one_that_was_not(floor: Floor) -> None:
    """A connector and that it was given are one thing: killed before or after it is committed, there is one."""
    prepared(floor)
    for point in ("database.before_commit", "database.after_commit"):
        for passing in count(1):
            done = floor.run(point, str(passing), "migrate", module="tests.crash_points", environment=GIVEN)
            assert stored(floor) in ([(), ()], [("Grafana",), ("grafana",)])
            if done.returncode != -signal.SIGKILL:
                break
    assert stored(floor) == [("Grafana",), ("grafana",)]


def test_of_many_that_start_together_one_makes_it(floor: Floor) -> None:
    started = [floor.start("migrate", environment=GIVEN) for _ in range(3)]
    ended = [process.communicate(timeout=240) for process in started]
    assert [process.returncode for process in started] == [0] * 3, ended
    assert [one["name"] for one in listed(floor)] == ["Grafana"]
