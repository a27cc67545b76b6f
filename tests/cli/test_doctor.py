"""``watchfloor doctor`` and the readiness of a process, on a platform that somebody has taken something from."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from tests.flows.floors import Floor, free_port, wait_until_ready


@pytest.fixture
def ready_floor(floor: Floor) -> Floor:
    """A floor that is prepared."""
    assert floor.run("migrate").returncode == 0
    return floor


def finding(floor: Floor, check: str) -> dict[str, Any]:
    (found,) = [one for one in json.loads(floor.run("doctor", "--json").stdout) if one["check"] == check]
    assert isinstance(found, dict)
    return found


def test_a_bucket_that_is_missing_is_named_with_the_remedy(ready_floor: Floor) -> None:
    shutil.rmtree(ready_floor.folder / "objects" / "sysmon-configs")

    found = finding(ready_floor, "buckets")

    assert not found["ok"]
    assert "sysmon-configs" in found["detail"]
    assert "watchfloor migrate" in found["remedy"]
    assert ready_floor.run("migrate").returncode == 0
    assert finding(ready_floor, "buckets")["ok"]


def test_a_key_that_cannot_be_read_is_a_finding_among_the_others(ready_floor: Floor) -> None:
    """A folder in its place, since whoever runs the tests as root can read every file."""
    key = ready_floor.folder / "keys" / "secrets.key"
    key.unlink()
    key.mkdir(mode=0o700)

    found = finding(ready_floor, "keys")

    assert not found["ok"]
    assert "secrets.key" in found["detail"]
    assert "the user that runs Watchfloor" in found["remedy"]
    assert finding(ready_floor, "buckets")["ok"], "the others are looked at all the same"


def test_what_secrets_need_is_said_before_it_is_lost(ready_floor: Floor) -> None:
    found = finding(ready_floor, "keys")
    assert found["ok"]
    assert "cannot be read without" in found["detail"]
    assert "back them up" in found["detail"]


def test_seeds_that_an_operator_changed_are_named(ready_floor: Floor) -> None:
    assert finding(ready_floor, "seeds")["remedy"] == ""
    with closing(sqlite3.connect(ready_floor.url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE roles SET title = 'Ours' WHERE name = 'analyst'")
        connection.execute("DELETE FROM roles WHERE name = 'auditor'")

    found = finding(ready_floor, "seeds")

    assert found["ok"], "an operator may"
    assert "role analyst (changed)" in found["detail"]
    assert "role auditor (deleted)" in found["detail"]
    assert "Later versions" in found["remedy"]
    told = {one["step"]: one for one in json.loads(ready_floor.run("migrate", "--json").stdout)["steps"]}
    assert told["seeds"]["outcome"] == "already so"
    assert told["seeds"]["notes"] == [
        "left as you changed it: role analyst",
        "not added again since you deleted it: role auditor",
    ]


def test_a_process_says_what_it_lacks(ready_floor: Floor) -> None:
    base = f"http://127.0.0.1:{(port := free_port())}"
    process = ready_floor.start("api", "--port", str(port))
    try:
        wait_until_ready(base, process)
        whole = httpx.get(f"{base}/health/ready", trust_env=False).json()
        shutil.rmtree(ready_floor.folder / "objects" / "copilot-cases")
        (ready_floor.folder / "keys" / "secrets.key").unlink()
        broken = httpx.get(f"{base}/health/ready", trust_env=False)
    finally:
        process.terminate()
        process.communicate(timeout=30)

    assert [one["name"] for one in whole["dependencies"]] == ["database", "object store", "keys", "queue", "connectors"]
    # No queue runs, without which all is answered, and what is asked of jobs is kept.
    assert (whole["status"], whole["dependencies"][3]["ok"]) == ("degraded", False)
    assert "jobs wait" in whole["dependencies"][3]["reason"]
    assert broken.status_code == 503
    assert {one["name"]: one["ok"] for one in broken.json()["dependencies"]} == {
        "database": True,
        "object store": False,
        "keys": False,
        "queue": False,
        # There are none.
        "connectors": True,
    }
    assert str(ready_floor.folder) not in broken.text
