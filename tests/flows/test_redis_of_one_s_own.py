"""With ``WATCHFLOOR_REDIS_URL``: what is the matter with that Redis is said, and what is asked for is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.api.driving import ok
from tests.api.running import bearer, running_api
from tests.flows.floors import Floor, make_floor
from tests.flows.jobs_floor import PROMPTLY_S
from tests.flows.jobs_processes import STOPS_WITHIN_S, wait_until
from tests.servers.valkey import ValkeyServer, valkey_server
from tests.watching import watch

SCHEDULER = "/api/scheduler"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ValkeyServer]:
    """A server that is none of the platform's own."""
    with valkey_server(tmp_path / "redis") as server:
        yield server


@pytest.fixture
def floor(sqlite_database: str, tmp_path: Path) -> Floor:
    """A floor that knows nothing of a queue."""
    return make_floor(sqlite_database, tmp_path / "data")


def refuse(client: Redis) -> None:
    client.config_set("requirepass", "another")


def fill(client: Redis) -> None:
    client.config_set("maxmemory", "1mb")


def follow(client: Redis) -> None:
    client.replicaof("127.0.0.1", "9")


def mend(client: Redis, password: str) -> None:
    """Makes it as it was."""
    client.replicaof("NO", "ONE")
    client.config_set("maxmemory", "0")
    client.config_set("requirepass", password)


@pytest.mark.parametrize(
    ("disturb", "words"),
    [(refuse, "refuses the user or password"), (fill, "is full"), (follow, "is read-only")],
    ids=["password", "full", "read-only"],
)
def test_what_is_the_matter_is_said_and_what_is_asked_for_is_kept(
    disturb: object, words: str, floor: Floor, server: ValkeyServer, tmp_path: Path
) -> None:
    assert callable(disturb)
    password = server.url.removeprefix("redis://:").partition("@")[0]
    variables = {"WATCHFLOOR_REDIS_URL": server.url}
    with server.client() as client, running_api(floor, tmp_path, **variables) as api:
        headers = bearer(api.sign_in())
        assert ok(api.http.get("/health/ready"))["status"] == "ok"

        disturb(client)
        client.client_kill_filter(_type="normal", skipme=True)
        answer = ok(api.http.get("/health/ready"))
        assert (answer["status"], [one["name"] for one in answer["dependencies"] if not one["ok"]]) == (
            "degraded",
            ["queue"],
        )
        asked = api.http.post(f"{SCHEDULER}/jobs/run/prune_outbox", headers=headers)
        assert asked.status_code == 202
        doctor = floor.run("doctor", environment=variables)
        assert (doctor.returncode, words in doctor.stdout) == (4, True)
        processes = [floor.start(name, environment=variables) for name in ("worker", "scheduler")]
        try:
            first = [process.stderr.readline() for process in processes if process.stderr]
            assert [words in line for line in first] == [True, True], first
            mend(client, password)
            wait_until(
                lambda: (
                    ok(api.http.get(f"{SCHEDULER}/runs/{asked.json()['id']}", headers=headers))["run"]["status"]
                    == "finished"
                ),
                "its end",
                within_s=PROMPTLY_S + 15,
            )
            assert ok(api.http.get("/health/ready"))["status"] == "ok"
        finally:
            for process in processes:
                process.terminate()
            said = ["".join(process.communicate(timeout=STOPS_WITHIN_S)) for process in processes]
        watch().hear("the processes of jobs", "".join(said))
        assert words in api.log.read_text()
        assert password not in "".join([*first, *said, api.log.read_text(), doctor.stdout, doctor.stderr])


def test_a_redis_that_forgets_is_warned_of(floor: Floor, server: ValkeyServer) -> None:
    variables = {"WATCHFLOOR_REDIS_URL": server.url}
    assert floor.run("migrate", environment=variables).returncode == 0
    with server.client() as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
    found = json.loads(floor.run("doctor", "--json", environment=variables).stdout)
    (queue,) = (one for one in found if one["check"] == "queue")
    assert (queue["ok"], "(allkeys-lru)" in queue["detail"], "noeviction" in queue["remedy"]) == (True, True, True)

    scheduler = floor.start("scheduler", environment=variables)
    assert scheduler.stderr is not None
    assert json.loads(scheduler.stderr.readline())["event"] == "queue forgets when it is full"
    scheduler.terminate()
    scheduler.communicate(timeout=STOPS_WITHIN_S)
