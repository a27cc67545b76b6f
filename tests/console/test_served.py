"""The console as it is served: by the program itself, to a client that keeps cookies by its own rules."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.driving import ok, refused
from tests.console.browsers import CHANGE, NEXT, SESSION, set_cookies
from tests.flows.floors import Floor, free_port, make_floor, wait_until_ready

PROXY = {"WATCHFLOOR_TRUSTED_PROXIES": "127.0.0.1"}
STOPPED_S = 30


@pytest.fixture
def floor(sqlite_database: str, tmp_path: Path) -> Floor:
    """A floor on SQLite."""
    return make_floor(sqlite_database, tmp_path / "data")


@contextmanager
def served(floor: Floor, environment: dict[str, str]) -> Iterator[httpx.Client]:
    """The API's program, for as long as the context lasts."""
    port = free_port()
    process = floor.start("api", "--port", str(port), environment=environment)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        with httpx.Client(base_url=f"http://localhost:{port}", trust_env=False) as client:
            client.headers["Origin"] = f"http://localhost:{port}"
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=STOPPED_S)


def test_the_first_administrator_signs_in_and_chooses_a_password(floor: Floor) -> None:
    made = json.loads(floor.run("migrate", "--json").stdout)["administrator"]
    with served(floor, {}) as client:
        refused(client.get(SESSION), 401, "not-signed-in")
        begun = ok(client.post(SESSION, json=made))
        assert begun["step"] == "change_password"
        passwords = {"current_password": made["password"], "new_password": NEXT}
        client.headers["X-CSRF-Token"] = begun["csrf_token"]
        assert client.put(CHANGE, json=passwords).status_code == 204
        assert list(client.cookies) == ["watchfloor-device"]

        client.headers["X-CSRF-Token"] = ok(client.post(SESSION, json=made | {"password": NEXT}))["csrf_token"]
        assert ok(client.get(SESSION))["name"] == made["login"]
        assert sorted(client.cookies) == ["watchfloor", "watchfloor-device"]
        refused(client.get("/api/auth/me"), 401, "not-signed-in")
        assert client.delete(SESSION).status_code == 204
        refused(client.get(SESSION), 401, "not-signed-in")


@pytest.mark.parametrize(("environment", "status", "names"), [(PROXY, 200, ["__Host-watchfloor"]), ({}, 403, [])])
def test_a_proxy_that_was_named_says_that_there_is_tls(
    floor: Floor, environment: dict[str, str], status: int, names: list[str]
) -> None:
    """What it says is believed of nobody else: the page's https is then not our own origin."""
    made = json.loads(floor.run("migrate", "--json").stdout)["administrator"]
    passed_on = {
        "Host": "soc.example",
        "Origin": "https://soc.example",
        "X-Forwarded-For": "192.0.2.7",
        "X-Forwarded-Proto": "https",
    }
    with served(floor, environment) as client:
        answer = client.post(SESSION, json=made, headers=passed_on)
        assert (answer.status_code, [cookie.key for cookie in set_cookies(answer)]) == (status, names)
