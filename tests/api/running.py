"""The product itself: ``watchfloor api`` as a process, with real keys, a real hasher and a real server."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from attrs import frozen

from entrypoints.settings import Settings, child_environment
from tests.api.driving import ok
from tests.flows.floors import Floor, free_port, wait_until_ready
from tests.watching import cookies_of, watch

WAIT_S = 60
"""How long a test waits for something that is on its way."""

TOKEN, REFRESH, ME = "/api/auth/token", "/api/auth/refresh", "/api/auth/me"


@frozen
class Running:
    """A running API.

    Attributes:
        http: A client that shows nothing of its own.
        port: Where it listens on the loopback.
        process: Its process.
        folder: Its data folder.
        log: The file of its standard error.
        password: Of ``admin``.
        first_password: The one that ``admin`` was given and had to change.
    """

    http: httpx.Client
    port: int
    process: subprocess.Popen[str]
    folder: Path
    log: Path
    password: str
    first_password: str

    def sign_in(self, login: str = "admin", password: str | None = None) -> dict[str, Any]:
        """Signs in, and returns what is given for it."""
        return ok(signed_in(self.http, login, password or self.password))

    def key(self, name: str) -> bytes:
        """Returns a key of the platform."""
        return (self.folder / "keys" / f"{name}.key").read_bytes()

    def is_well(self) -> bool:
        """Tells whether it works."""
        return self.process.poll() is None and self.http.get("/health/ready").is_success


def signed_in(http: httpx.Client, login: str, password: str) -> httpx.Response:
    """Asks for a token."""
    return http.post(TOKEN, data={"grant_type": "password", "username": login, "password": password})


def bearer(token: dict[str, Any]) -> dict[str, str]:
    """Returns the headers that show a token."""
    return {"Authorization": f"Bearer {token['access_token']}"}


def failures(text: str) -> list[str]:
    """Returns the log's events of what should not have happened, and what is no event at all."""
    return [line for line in text.splitlines() if re.search(r'"level": "(error|critical)"|Traceback', line)]


@contextmanager
def running_api(floor: Floor, log_folder: Path, **variables: str) -> Iterator[Running]:
    """Prepares a platform, runs its API, and has its administrator choose a password.

    Args:
        floor: On what.
        log_folder: Where its log is written.
        **variables: Settings beside those of the floor, by their variables.
    """
    prepared = floor.run("migrate", "--json", environment=variables)
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    first = json.loads(prepared.stdout)["administrator"]["password"]
    log = log_folder / "api.log"
    with running_process(floor, log, **variables) as (process, http):
        port = http.base_url.port or 0
        yield Running(http, port, process, floor.folder, log, chosen_password(http, first), first)


@contextmanager
def running_process(floor: Floor, log: Path, **variables: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Runs the API of a platform that is prepared, with everything in its log, and gives a client for it."""
    port = free_port()
    settings = Settings(data_dir=floor.folder, database_url=floor.url, log_level="debug")
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "entrypoints.cli.main", "api", "--port", str(port)],
            env={**child_environment(settings), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
        )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_until_ready(base, process)
        with httpx.Client(base_url=base, trust_env=False, timeout=WAIT_S, event_hooks={"response": [_hear]}) as http:
            yield process, http
    finally:
        process.terminate()
        process.wait(WAIT_S)
        watch().hear(f"the log {log.name}", log.read_bytes())


def _hear(answer: httpx.Response) -> None:
    answer.read()
    cookies = cookies_of(answer.headers.get_list("set-cookie"))
    where = f"{answer.request.method} {answer.request.url.path}"
    watch().hear_answer(where, f"{answer.status_code} {answer.headers.multi_items()}", answer.text, cookies)


def chosen_password(http: httpx.Client, first: str, login: str = "admin") -> str:
    """Changes a first password into another one, and returns that."""
    chosen = secrets.token_urlsafe(24)
    watch().hides("a chosen password", chosen)
    token = ok(signed_in(http, login, first))
    body = {"current_password": first, "new_password": chosen}
    assert http.put("/api/auth/password", json=body, headers=bearer(token)).status_code == 204
    return chosen
