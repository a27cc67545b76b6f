"""No secret comes out anywhere but where it is handed out: not in logs, answers, records, tables, files or commands."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from attrs import field, frozen

from tests.api.driving import INGEST, lines, ok, wazuh
from tests.api.running import ME, REFRESH, TOKEN, running_process
from tests.flows.floors import Floor
from tests.flows.watched import Watched, lines_of

TABLES = ("users", "sessions", "refresh_tokens", "api_keys", "audit_records", "once_keys", "sign_in_attempts")
USERS, KEYS, PASSWORD = "/api/auth/users", "/api/auth/keys", "/api/auth/password"


@pytest.fixture(params=["sqlite", "postgresql"])
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Watched:
    """A floor on which nothing has been done."""
    if request.param == "sqlite":
        return Watched(Floor(f"sqlite:///{tmp_path / 'data' / 'watchfloor.db'}", tmp_path / "data"))
    url = request.getfixturevalue("empty_postgres_database")
    watched = Watched(Floor(url, tmp_path / "data"))
    watched.watch.hides("the password of the database", urlsplit(url).password or "")
    return watched


@frozen
class Clerk:
    """Somebody who works with the API, and whose every answer is kept."""

    watched: Watched
    http: httpx.Client
    shown: dict[str, str] = field(factory=dict)

    def sign_in(self, login: str, password: str) -> dict[str, Any]:
        """Signs in, and shows the token from now on."""
        form = {"grant_type": "password", "username": login, "password": password}
        return self._given(self.http.post(TOKEN, data=form), login)

    def refresh(self, token: dict[str, Any]) -> dict[str, Any]:
        return self._given(self.http.post(REFRESH, data={"refresh_token": token["refresh_token"]}), "refreshed")

    def _given(self, answer: httpx.Response, whose: str) -> dict[str, Any]:
        token = ok(answer)
        tokens = {f"{whose}'s {name}": token[name] for name in ("access_token", "refresh_token") if name in token}
        self.watched.answered(answer, **tokens)
        self.shown["Authorization"] = f"Bearer {token['access_token']}"
        return token

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Calls with what was shown last, unless the request shows something else."""
        headers = self.shown | request.pop("headers", {})
        return self.watched.answered(self.http.request(method, path, headers=headers, **request))

    def change_password(self, current: str) -> str:
        new = self.watched.made_up("a chosen password")
        assert self.call("PUT", PASSWORD, json={"current_password": current, "new_password": new}).status_code == 204
        return new

    def handed(self, path: str, body: dict[str, Any], name: str) -> dict[str, Any]:
        """Makes something that has a secret, which is shown once."""
        answer = self.http.post(path, json=body, headers={**self.shown, "Idempotency-Key": str(uuid4())})
        made = answer.json()
        self.watched.answered(answer, **{f"a {name} of {path}": made[name]})
        return dict(made)


def prepared(watched: Watched) -> str:
    """Prepares the platform, and returns the first password."""
    first = watched.run("migrate", "--json", hands_out=lambda out: str(json.loads(out)["administrator"]["password"]))
    watched.hides_keys()
    return first


def good_work(clerk: Clerk, first: str) -> None:
    """What people and machines do that know their way."""
    clerk.sign_in("admin", first)
    password = clerk.change_password(first)
    token = clerk.refresh(clerk.sign_in("admin", password))
    clerk.call("POST", "/api/customers", json={"code": "ACME", "name": "Acme"})
    for login, role in (("dora", "analyst"), ("emil", "auditor")):
        made = clerk.handed(USERS, {"login": login, "role": role, "customers": None}, "password")
        clerk.handed(f"{USERS}/{made['user']['id']}/reset-password", {}, "password")
    body = {"name": "forwarder", "scopes": ["events:ingest"], "customers": ["ACME"]}
    key = clerk.handed(KEYS, body, "token")
    machine = {"Authorization": f"Bearer {key['token']}", "Content-Type": "application/x-ndjson"}
    sent = {"source": "wazuh", "customer": "ACME"}
    assert clerk.call("POST", INGEST, params=sent, content=lines(wazuh(1)), headers=machine).is_success
    for path in (ME, USERS, KEYS, "/api/auth/sessions", "/api/auth/roles", "/api/audit", "/schema/openapi.json"):
        assert clerk.call("GET", path).is_success, path
    assert clerk.call("GET", "/api/audit", headers={"Accept": "application/x-ndjson"}).is_success
    clerk.call("DELETE", f"{KEYS}/{key['key']['id']}")
    clerk.call("POST", REFRESH, data={"refresh_token": token["refresh_token"]})
    clerk.call("POST", "/api/auth/logout")
    clerk.sign_in("admin", password)


def mistakes(clerk: Clerk) -> None:
    """What people do that put a secret where it does not belong."""
    secret, shown = clerk.watched.made_up("a secret in the wrong place"), clerk.shown["Authorization"][7:]
    form = {"grant_type": "password", "username": "admin", "password": secret}
    clerk.call("POST", TOKEN, data=form)
    clerk.call("POST", TOKEN, data=form | {"username": secret})
    clerk.call("POST", TOKEN, data={**form, "grant_type": secret})
    clerk.call("POST", TOKEN, json=form)
    clerk.call("POST", TOKEN, content=f"{secret}=\xff".encode("latin-1"))
    clerk.call("POST", REFRESH, data={"refresh_token": secret})
    clerk.call("GET", ME, headers={"Authorization": f"Basic {b64encode(secret.encode()).decode()}"})
    clerk.call("GET", ME, headers={"Authorization": f"Bearer {b64encode(secret.encode()).decode()}"})
    clerk.call("GET", ME, headers={"Authorization": f"Bearer {shown[:-2]}"})
    clerk.call("GET", ME, headers={"Authorization": "", "Cookie": f"session={shown}"})
    clerk.call("GET", ME, headers={"Authorization": ""}, params={"access_token": shown})
    clerk.call("GET", "/api/incident_management/alerts", params={"access_token": shown, "limit": secret})
    for body in (
        {"current_password": secret, "new_password": "short"},
        {"current_password": [secret], "new_password": {"a": secret}},
        {"current_password": secret, "new_password": secret * 20},
        [secret],
        secret,
    ):
        clerk.call("PUT", PASSWORD, json=body)
    clerk.call("PUT", PASSWORD, content=f'{{"current_password": "{secret}'.encode())
    clerk.call("POST", USERS, json={"login": "x", "role": "analyst", "customers": None, "password": secret})
    clerk.call(
        "POST", USERS, json={"login": "x", "role": "analyst", "customers": None}, headers={"If-Match": secret[:9]}
    )


def commands(watched: Watched) -> None:
    """What whoever is at the machine runs."""
    for name in ("add", "reset-password"):
        further = ("--role", "analyst") if name == "add" else ()
        watched.run("users", name, "carl", *further, hands_out=lambda out: out.rsplit(": ", 1)[1].strip())
    for arguments in (
        ("migrate", "--json"),
        ("settings", "--json"),
        ("doctor",),
        ("doctor", "--json"),
        ("keys", "generate"),
        ("users", "--json"),
        ("audit", "list", "--json"),
        ("audit", "verify", "--json"),
        ("audit", "anchor"),
    ):
        watched.run(*arguments, environment={"WATCHFLOOR_LOG_LEVEL": "debug"})


def work_of_jobs(watched: Watched) -> None:
    """What runs by itself, and what it leaves in the queue."""
    with watched.working():
        for name in ("anchor_audit", "prune_sessions", "retry_rejected_events"):
            assert "finished" in watched.run("jobs", "run", name)
        watched.run("jobs", "runs", "--json")
        watched.run("jobs", "list")
        watched.hear_queue()


def crashes(watched: Watched, folder: Path) -> None:
    """What is written when the program fails while it has secrets at hand."""
    told = folder / "passwords"
    for point in ("database.before_commit", "database.after_commit"):
        for arguments in (
            ("users", "add", f"at-{point[-13:]}", "--role", "analyst"),
            ("users", "reset-password", "carl"),
        ):
            out = watched.run(str(told), point, "1", *arguments, module="tests.failing")
            assert "Password" not in out
    for number, password in enumerate(lines_of(told)):
        watched.watch.hides(f"password {number} of a crash", password)
    assert len(lines_of(told)) == 4
    assert sum("nobody expects this" in str(content) for _, content in watched.watch.heard) == 4


def test_no_secret_comes_out_but_where_it_is_handed_out(watched: Watched, tmp_path: Path) -> None:
    first = prepared(watched)
    log = tmp_path / "api.log"
    with running_process(watched.floor, log) as (_, http):
        clerk = Clerk(watched, http)
        good_work(clerk, first)
        mistakes(clerk)
        commands(watched)
        work_of_jobs(watched)
        crashes(watched, tmp_path)
        watched.hear_storage()
    watched.hear_storage()
    watched.watch.hear("the log", log.read_bytes())

    assert watched.watch.told() == []
    assert len({name.rpartition(",")[0] for name in watched.watch.canaries.names.values()}) >= 20
    assert {f"table {name}" for name in TABLES} <= {where for where, _ in watched.watch.heard}
    planted = next(iter(watched.watch.canaries.names))
    watched.watch.hear("planted", b"x" + planted + b"x")
    assert [where.partition(":")[0] for where in watched.watch.told()] == ["planted"]
