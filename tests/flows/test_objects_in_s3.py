"""A platform whose files are kept by a server of S3, from preparing it to that server being gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import frozen

from adapters.object_store.s3 import S3ObjectStore
from entrypoints.settings import Settings
from tests.flows.floors import Floor, free_port, make_floor, wait_until_ready
from tests.servers.s3 import SECRET_KEY, S3Server, nanio_server
from tests.watching import watch


@frozen
class Place:
    """A floor, and the server of its files.

    Attributes:
        floor: The former.
        server: The latter.
    """

    floor: Floor
    server: S3Server

    @property
    def variables(self) -> dict[str, str]:
        """What leads the floor to the server."""
        place = self.server.place
        return {
            "WATCHFLOOR_S3_URL": place.url,
            "WATCHFLOOR_S3_ACCESS_KEY": place.access_key,
            "WATCHFLOOR_S3_SECRET_KEY": place.secret_key,
        }

    def told(self, *arguments: str) -> Any:
        """What a command tells as JSON."""
        return json.loads(self.floor.run(*arguments, "--json", environment=self.variables).stdout)

    def finding(self) -> dict[str, Any]:
        """What `doctor` says of the buckets."""
        (found,) = [one for one in self.told("doctor") if one["check"] == "buckets"]
        return dict(found)


@pytest.fixture
def place(sqlite_database: str, tmp_path: Path) -> Iterator[Place]:
    watch().hides("the secret key of S3", SECRET_KEY)
    with nanio_server(tmp_path / "nanio") as server:
        yield Place(make_floor(sqlite_database, tmp_path / "data"), server)


def test_files_are_kept_there_and_nowhere_else(place: Place) -> None:
    steps = {step["step"]: step for step in place.told("migrate")["steps"]}
    assert steps["buckets"]["changes"] == [f"made the bucket {name}" for name in Settings().buckets]
    assert {step["outcome"] for step in place.told("migrate")["steps"]} == {"already so"}
    assert place.finding()["ok"]

    assert place.floor.run("audit", "anchor", environment=place.variables).returncode == 0
    assert place.told("audit", "verify")["ok"]

    (kept,) = S3ObjectStore(place.server.place).list("audit-anchors")
    assert kept.size_bytes > 0
    assert not (place.floor.folder / "objects").exists()
    S3ObjectStore(place.server.place)._client.remove_bucket("sysmon-configs")
    assert place.finding()["remedy"] == "Run `watchfloor migrate`, which makes it."


def test_settings_are_shown_without_the_secret(place: Place) -> None:
    shown = {one["name"]: one["value"] for one in place.told("settings")}
    assert shown["WATCHFLOOR_S3_URL"] == place.server.url
    assert shown["WATCHFLOOR_S3_SECRET_KEY"] == "***"
    assert shown["WATCHFLOOR_S3_CA_FILE"] == ""


def test_a_server_that_is_gone_is_named_and_makes_nothing_ready(place: Place) -> None:
    assert place.floor.run("migrate", environment=place.variables).returncode == 0
    base = f"http://127.0.0.1:{(port := free_port())}"
    process = place.floor.start("api", "--port", str(port), environment=place.variables)
    try:
        wait_until_ready(base, process)
        whole = httpx.get(f"{base}/health/ready", trust_env=False).json()
        place.server.kill()
        broken = httpx.get(f"{base}/health/ready", trust_env=False, timeout=60)
        place.server.start()
        again = httpx.get(f"{base}/health/ready", trust_env=False).json()
    finally:
        process.terminate()
        watch().hear("the log", "".join(process.communicate(timeout=30)))
    assert [state["dependencies"][1]["ok"] for state in (whole, broken.json(), again)] == [True, False, True]
    assert broken.status_code == 503
    assert place.server.url not in broken.text

    place.server.kill()
    found = place.finding()
    assert (found["ok"], "cannot be reached" in found["detail"]) == (False, True)
    assert "WATCHFLOOR_S3_" in found["remedy"]
    failed = place.floor.run("migrate", "--json", environment=place.variables)
    assert failed.returncode == 1
    (step,) = [one for one in json.loads(failed.stdout)["steps"] if one["outcome"] == "failed"]
    assert (step["step"], "cannot be reached" in step["problem"]) == ("buckets", True)


@pytest.mark.parametrize("secret_key", ["canary-of-a-wrong-secret-key"])
def test_a_wrong_secret_is_told_without_it(place: Place, secret_key: str) -> None:
    watch().hides("the wrong secret key of S3", secret_key)
    variables = place.variables | {"WATCHFLOOR_S3_SECRET_KEY": secret_key}
    failed = place.floor.run("migrate", environment=variables)
    assert failed.returncode == 1
    assert "does not accept the access key or what is signed with the secret key" in failed.stderr
