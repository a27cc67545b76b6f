"""Databases and API processes to measure, all on loopback, all thrown away after."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
from attrs import evolve, frozen

from entrypoints.bootstrap import build, generate_keys
from entrypoints.prepare import prepare
from entrypoints.settings import Settings, child_environment
from socdomain.auth.local_principal import local_principal
from socdomain.customers.create_customer import NewCustomer
from tests.servers.postgres import APPLICATION, OWNER, postgres_server
from tests.servers.run_folder import RunFolder

DATABASES: Final = ("sqlite", "postgres")
CUSTOMERS: Final = ("ACME", "GLOBEX")
_START_TIMEOUT_S: Final = 30.0


@contextlib.contextmanager
def empty_database(kind: str) -> Iterator[tuple[Path, str]]:
    """Yields a folder, and the URL of an empty database: durable, with the settings that come with it.

    On PostgreSQL it is that of the application's role, which row-level security holds, and there is no database yet.

    Args:
        kind: ``sqlite`` or ``postgres``.
    """
    with tempfile.TemporaryDirectory(prefix="watchfloor-bench-") as name:
        folder = Path(name)
        if kind == "sqlite":
            yield folder, f"sqlite:///{folder / 'watchfloor.db'}"
            return
        run = RunFolder.make()
        try:
            yield folder, postgres_server(run, is_durable=True).dsn_as(APPLICATION, "bench")
        finally:
            run.close()


def as_administrator(url: str) -> str:
    """Returns the URL of the same database as the server's administrator, whom no right and no policy holds."""
    return re.sub("//[^:]+:", "//postgres:", url) if url.startswith("postgresql") else url


@frozen
class RunningApi:
    """An API process with an administrator signed in.

    Attributes:
        url: Its address.
        token: The administrator's access token.
        password: The administrator's password.
        process: The process.
        settings: What it runs with.
    """

    url: str
    token: str
    password: str
    process: psutil.Process
    settings: Settings

    def client(self) -> httpx.Client:
        """Returns a client that is signed in."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=600, trust_env=False)

    def memory_mib(self) -> float:
        """Returns the memory that the process holds now, in MiB."""
        return float(self.process.memory_info().rss) / 1024**2


@contextlib.contextmanager
def running_api(folder: Path, url: str, customers: Sequence[str] = CUSTOMERS, **changed: Any) -> Iterator[RunningApi]:
    """Prepares a database with customers, and runs one API process on it; further arguments are settings."""
    settings = evolve(settings_for(folder, url), **changed)
    generate_keys(settings)
    platform = build(settings)
    done = prepare(platform)
    for code in customers:
        platform.container.create_customer.execute(NewCustomer(code, code), by=local_principal("bench"))
    platform.close()
    if done.administrator is None:
        raise RuntimeError("the database was not empty")
    process = subprocess.Popen([sys.executable, "-m", "entrypoints.cli.main", "api"], env=child_environment(settings))
    try:
        base = f"http://127.0.0.1:{settings.port}"
        _wait_until_ready(base)
        form = {
            "grant_type": "password",
            "username": done.administrator.login,
            "password": done.administrator.password,
        }
        first = _token(base, form)
        passwords = {"current_password": form["password"], "new_password": f"{form['password']}-again"}
        headers = {"Authorization": f"Bearer {first}"}
        httpx.put(f"{base}/api/auth/password", json=passwords, headers=headers, trust_env=False).raise_for_status()
        token = _token(base, form | {"password": passwords["new_password"]})
        yield RunningApi(base, token, passwords["new_password"], psutil.Process(process.pid), settings)
    finally:
        process.terminate()
        process.wait(30)


def settings_for(folder: Path, url: str) -> Settings:
    """Returns settings for a process on an empty database; of a server with the rights to prepare it."""
    settings = Settings(data_dir=folder / "data", database_url=url, port=_free_port(), log_level="warning")
    if settings.is_embedded:
        return settings
    administrator = as_administrator(url)
    return evolve(
        settings,
        bootstrap_database_url=administrator.replace("/bench", "/postgres"),
        owner_database_url=url.replace(f"//{APPLICATION}:", f"//{OWNER}:"),
    )


def _token(base: str, form: dict[str, str]) -> str:
    answer = httpx.post(f"{base}/api/auth/token", data=form, trust_env=False).raise_for_status()
    token: str = answer.json()["access_token"]
    return token


def _wait_until_ready(base: str) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{base}/health/ready", trust_env=False).is_success:
                return
        time.sleep(0.05)
    raise RuntimeError("the API did not become ready")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
