"""A floor to work on: a migrated database with sources and two customers, and programs that run on it."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

import httpx
from attrs import frozen

from adapters.clock import SystemClock
from adapters.database import sql_works
from adapters.ids import Uuid7Ids
from entrypoints.bootstrap import generate_keys
from entrypoints.settings import Settings, child_environment
from socdomain.auth.local_principal import local_principal
from socdomain.customers.customer import Customer
from socdomain.ids import CustomerId
from socdomain.startup.apply_seeds import ApplySeeds
from socdomain.startup.builtin_seeds import builtin_seeds
from tests.builders import EVERYONE
from tests.canaries import SHORTEST
from tests.watching import watch

# Fixed, since identifiers of events and observables derive from them and two databases are compared by those.
CUSTOMERS: Final = {
    "ACME": CustomerId(UUID("01990000-0000-7000-8000-00000000acee")),
    "GLOBEX": CustomerId(UUID("01990000-0000-7000-8000-0000000910be")),
}
_PROGRAM_TIMEOUT_S: Final = 240
_START_TIMEOUT_S: Final = 60
_SHOWN_PASSWORD: Final = re.compile(
    r'("password": "|Password \(shown this once\): |^  password  )(?P<it>[^"\s]+)', re.M
)


@frozen
class Floor:
    """A database that is ready for work.

    Attributes:
        url: The database.
        folder: Where its programs keep their keys.
        has_keys: Whether it has the keys that a server's database needs to be given.
    """

    url: str
    folder: Path
    has_keys: bool = True

    def run(
        self, *arguments: str, module: str = "entrypoints.cli.main", environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program of ours on it, to its end."""
        process = self.start(*arguments, module=module, environment=environment)
        out, err = process.communicate(timeout=_PROGRAM_TIMEOUT_S)
        self._hear(f"watchfloor {' '.join(arguments)}", out, err)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def start(
        self,
        *arguments: str,
        module: str = "entrypoints.cli.main",
        stdin: Path | None = None,
        environment: Mapping[str, str] | None = None,
        says: Path | None = None,
    ) -> subprocess.Popen[str]:
        """Starts a program of ours on it, which says what it says by pipes, or into a file."""
        settings = Settings(data_dir=self.folder, database_url=self.url, log_level="warning")
        self._hide_passwords(environment or {})
        if self.has_keys and not settings.is_embedded:
            generate_keys(settings)
        with contextlib.ExitStack() as files:
            given = files.enter_context((stdin or Path(os.devnull)).open("rb"))
            said = subprocess.PIPE if says is None else files.enter_context(says.open("wb"))
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env={**child_environment(settings), **(environment or {})},
                stdin=given,
                stdout=said,
                stderr=subprocess.PIPE if says is None else subprocess.STDOUT,
                text=True,
            )

    def _hide_passwords(self, environment: Mapping[str, str]) -> None:
        for url in (self.url, *environment.values()):
            password = unquote(urlsplit(url).password or "") if "://" in url else ""
            if len(password) >= SHORTEST:
                watch().hides("the password of a database", password)

    def _hear(self, program: str, out: str, err: str) -> None:
        for name, text in (("standard output", out), ("standard error", err)):
            found = _SHOWN_PASSWORD.search(text)
            shown = {"a password that is shown": found["it"]} if found else {}
            watch().hear(f"{program}, {name}", text, **shown)


def make_floor(url: str, folder: Path) -> Floor:
    """Adds the built-in sources and roles and two customers to a migrated database."""
    clock, ids = SystemClock(), Uuid7Ids()
    works = sql_works(url, ids=ids, clock=clock, pool_size=1)
    ApplySeeds(works, clock, ids, builtin_seeds()).execute(by=local_principal("test"))
    with works(EVERYONE) as work:
        for code, customer_id in CUSTOMERS.items():
            work.customers.add(Customer(customer_id, code, code.title(), datetime(2026, 1, 1, tzinfo=UTC)))
        work.commit()
    works.close()
    return Floor(url, folder)


def write_lines(path: Path, documents: Sequence[bytes]) -> Path:
    """Writes documents as JSON lines."""
    path.write_bytes(b"\n".join(documents) + b"\n")
    return path


def free_port() -> int:
    """Returns a loopback port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(base: str, process: subprocess.Popen[str]) -> None:
    """Waits until an API answers that it is ready, or its process has ended."""
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{base}/health/ready", trust_env=False).is_success:
                return
        time.sleep(0.05)
    raise AssertionError(f"the API at {base} did not become ready")
