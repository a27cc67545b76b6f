"""The first hour of a team: replicas start on an empty server, people and machines sign in, and the log proves it."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from adapters.clock import SystemClock
from adapters.database import sql_works
from adapters.ids import Uuid7Ids
from tests.api.driving import wazuh
from tests.flows.bare import Bare
from tests.flows.floors import free_port, wait_until_ready
from tests.unit.audit.log import by_sql, rewritten

CHOSEN = "an entirely different thought 7"
INGEST = "/api/incident_alert/ingest"


@contextmanager
def replicas(bare: Bare) -> Iterator[list[httpx.Client]]:
    """Two that start at once, and what calls each of them; they stop at the end."""
    ports = [free_port(), free_port()]
    started = [bare.floor.start("up", "--port", str(port), environment=bare.environment) for port in ports]
    try:
        bases = [f"http://127.0.0.1:{port}" for port in ports]
        for base, process in zip(bases, started, strict=True):
            wait_until_ready(base, process)
        with ExitStack() as stack:
            callers = [httpx.Client(base_url=base, trust_env=False, timeout=60) for base in bases]
            yield [stack.enter_context(caller) for caller in callers]
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        ended = [process.communicate(timeout=60) for process in started]
        assert [process.returncode for process in started] == [0, 0], ended


def done(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def signed_in(http: httpx.Client, login: str, password: str) -> dict[str, Any]:
    form = {"grant_type": "password", "username": login, "password": password}
    token: dict[str, Any] = done(http.post("/api/auth/token", data=form))
    return token


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def chosen(http: httpx.Client, login: str, first: str) -> dict[str, str]:
    """Signs in with a first password, is made to choose another, and signs in with that."""
    token = signed_in(http, login, first)
    assert token["kind"] == "change_password"
    headers = bearer(token["access_token"])
    assert http.get("/api/auth/me", headers=headers).status_code == 401
    body = {"current_password": first, "new_password": f"{CHOSEN} {login}"}
    done(http.put("/api/auth/password", json=body, headers=headers), 204)
    return bearer(signed_in(http, login, f"{CHOSEN} {login}")["access_token"])


def verified(bare: Bare, code: int = 0) -> list[dict[str, Any]]:
    """What `watchfloor audit verify` says of the chains."""
    ran: subprocess.CompletedProcess[str] = bare.floor.run("audit", "verify", "--json")
    assert ran.returncode == code, ran.stdout + ran.stderr
    chains: list[dict[str, Any]] = json.loads(ran.stdout)["chains"]
    return chains


def findings(chains: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(one["kind"], one["sequence"]) for chain in chains for one in chain["findings"]]


def test_a_team_moves_in(bare: Bare) -> None:
    with replicas(bare) as (one, other):
        reset = bare.floor.run("users", "reset-password", "admin")
        admin = chosen(one, "admin", reset.stdout.rsplit(": ", 1)[1].strip())
        for code in ("ACME", "BETA"):
            done(other.post("/api/customers", json={"code": code, "name": code.title()}, headers=admin), 201)
        seeded = done(one.get("/api/audit", params={"action": "role.created", "limit": 200}, headers=admin))["items"]
        assert sorted(record["object_id"] for record in seeded) == sorted({record["object_id"] for record in seeded})

        body = {"name": "forwarder", "scopes": ["events:ingest"], "customers": ["ACME"], "source": "wazuh"}
        key = bearer(done(one.post("/api/auth/keys", json=body, headers=admin), 201)["token"])
        for customer, status in (("ACME", 200), ("BETA", 404)):
            sent = other.post(INGEST, params={"source": "wazuh", "customer": customer}, json=[wazuh(1)], headers=key)
            done(sent, status)
        done(one.post(INGEST, params={"source": "wazuh", "customer": "BETA"}, json=[wazuh(2)], headers=admin))

        user = {"login": "carla", "role": "customer_user", "customers": ["ACME"]}
        made = done(other.post("/api/auth/users", json=user, headers=admin), 201)
        carla = chosen(other, "carla", made["password"])
        seen = done(one.get("/api/incident_management/alerts", headers=carla))["items"]
        assert [alert["customer"] for alert in seen] == ["ACME"]
        everything = done(one.get("/api/incident_management/alerts", headers=admin))["items"]
        (foreign,) = [alert["id"] for alert in everything if alert["customer"] == "BETA"]
        assert one.get(f"/api/incident_management/alerts/{foreign}", headers=carla).status_code == 404
        assert one.get("/api/auth/users", headers=carla).status_code == 403


@pytest.fixture
def moved_in(bare: Bare) -> Bare:
    """A server with a platform that has signed what was done."""
    assert bare.floor.run("migrate", environment=bare.environment).returncode == 0
    assert bare.floor.run("customers", "add", "ACME").returncode == 0
    assert bare.floor.run("audit", "sign").returncode == 0
    return bare


def test_what_is_changed_past_the_program_is_told(moved_in: Bare) -> None:
    assert findings(verified(moved_in)) == []
    works = sql_works(moved_in.owner_url, ids=Uuid7Ids(), clock=SystemClock())
    try:
        by_sql(works, "UPDATE audit_records SET by_name = 'mallory' WHERE sequence = 3 AND customer_id IS NULL")
        assert findings(verified(moved_in, code=4)) == [("edited", 3)]
        rewritten(works, 1)
        assert [kind for kind, _ in findings(verified(moved_in, code=4))] == ["re-written"]
    finally:
        works.close()
