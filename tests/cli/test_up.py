"""``watchfloor up`` and ``api``: starting, being ready, and stopping with nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

import httpx
import psutil
import pytest

from entrypoints.settings import Settings, child_environment
from tests.flows.floors import Floor, free_port, wait_until_ready
from tests.servers.certificate import make_certificate

STOPPED_S = 30

T = TypeVar("T")


@pytest.fixture
def staffed(floor: Floor) -> Floor:
    """A floor with an administrator."""
    assert floor.run("migrate").returncode == 0
    return floor


def first_line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline()


def is_live(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False).is_success


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_up_serves_until_it_is_asked_to_stop(staffed: Floor, number: signal.Signals) -> None:
    port = free_port()
    process = staffed.start("up", "--port", str(port))

    assert f"http://localhost:{port}" in first_line(process.stdout)
    assert is_live(port), "the address is told when the API answers, and not before"
    children = psutil.Process(process.pid).children()
    process.send_signal(number)
    out, err = process.communicate(timeout=STOPPED_S)

    assert (process.returncode, "Stopping." in out) == (0, True), err
    assert children
    assert not any(child.is_running() for child in children)


def test_nothing_goes_on_once_up_is_gone(staffed: Floor) -> None:
    """Whatever ended it: nobody could stop what it has left running."""
    process = staffed.start("up", "--port", str(free_port()))
    first_line(process.stdout)
    # The API, the queue with its server, the worker and the scheduler.
    children = wait_for(lambda: family(process, at_least=5))

    process.kill()
    process.communicate()

    _, alive = psutil.wait_procs(children, timeout=STOPPED_S)
    assert alive == []


def test_a_process_of_jobs_that_was_killed_comes_back(staffed: Floor) -> None:
    process = staffed.start("up", "--port", str(free_port()))
    first_line(process.stdout)
    for name in ("worker", "scheduler", "queue"):
        before = wait_for(partial(member, process, name))
        before.kill()
        before.wait(STOPPED_S)
        after = wait_for(partial(member, process, name))
        assert after.pid != before.pid
    assert staffed.run("jobs", "run", "prune_outbox").returncode == 0
    process.terminate()
    _, err = process.communicate(timeout=STOPPED_S)
    assert (process.returncode, "the process 'worker' ended; it is started again" in err) == (0, True), err


def family(process: subprocess.Popen[str], *, at_least: int) -> list[psutil.Process]:
    """The processes that a program has started, and those that they have, once there are so many; else none."""
    found = psutil.Process(process.pid).children(recursive=True)
    return found if len(found) >= at_least else []


def member(process: subprocess.Popen[str], name: str) -> psutil.Process | None:
    """The process that runs a command for a program, if it lives."""
    for child in psutil.Process(process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if child.cmdline()[-1:] == [name]:
                return child
    return None


def wait_for(find: Callable[[], T | None]) -> T:
    """Waits until there is something, and returns it."""
    deadline = time.monotonic() + STOPPED_S
    while not (found := find()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_api_alone_stops_when_it_is_asked(staffed: Floor, number: signal.Signals) -> None:
    port = free_port()
    process = staffed.start("api", "--port", str(port))

    assert f"http://localhost:{port}" in first_line(process.stdout)
    process.send_signal(number)
    _, err = process.communicate(timeout=STOPPED_S)

    assert (process.returncode, err) == (0, "")


def test_the_api_alone_does_not_need_anybody_at_its_input(staffed: Floor) -> None:
    port = free_port()
    process = staffed.start("api", "--port", str(port), stdin=Path(os.devnull))

    wait_until_ready(f"http://127.0.0.1:{port}", process)
    process.terminate()
    process.communicate(timeout=STOPPED_S)

    assert process.returncode == 0


@pytest.mark.parametrize("command", ["api", "up"])
def test_a_port_that_is_taken_is_said_with_the_remedy(staffed: Floor, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = staffed.run(command, "--port", str(port))

    assert (done.returncode, done.stdout) == (1, "")
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_a_certificate_it_is_served_by_tls_and_not_without(staffed: Floor, tmp_path: Path) -> None:
    port, made = free_port(), make_certificate(tmp_path)
    tls = {"WATCHFLOOR_TLS_CERTIFICATE": str(made.certificate), "WATCHFLOOR_TLS_KEY": str(made.key)}
    process = staffed.start("up", "--port", str(port), environment=tls)
    try:
        assert f"https://localhost:{port}" in first_line(process.stdout)
        trusting = ssl.create_default_context(cafile=str(made.certificate))
        answer = httpx.get(f"https://127.0.0.1:{port}/health/ready", verify=trusting, trust_env=False)
        assert answer.is_success
        assert "max-age=" in answer.headers["strict-transport-security"]
        with pytest.raises(httpx.TransportError):
            is_live(port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=STOPPED_S)


def test_a_certificate_that_is_not_there_is_told_without_a_trace(staffed: Floor, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.pem")
    tls = {"WATCHFLOOR_TLS_CERTIFICATE": missing, "WATCHFLOOR_TLS_KEY": missing}
    done = staffed.run("api", "--port", str(free_port()), environment=tls)
    assert done.returncode == 1
    assert "missing.pem" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("environment", [{}, {"FORCE_COLOR": "1"}])
def test_nobody_gets_a_password_that_nobody_sees(tmp_path: Path, environment: dict[str, str]) -> None:
    """It starts all the same, as replicas in containers do; whoever runs them makes a password that is seen."""
    floor, port = Floor("", tmp_path / "data"), free_port()

    process = floor.start("up", "--port", str(port), environment=environment)
    wait_until_ready(f"http://127.0.0.1:{port}", process)
    process.send_signal(signal.SIGTERM)
    said = "".join(process.communicate(timeout=60))

    assert process.returncode == 0, said
    assert "watchfloor users reset-password admin" in said
    assert "assword (" not in said
    assert "assword:" not in said
    assert "Password (shown this once): " in floor.run("users", "reset-password", "admin").stdout


def test_who_sees_the_terminal_sees_the_password(tmp_path: Path) -> None:
    port, (here, terminal) = free_port(), os.openpty()
    settings = Settings(data_dir=tmp_path / "data", port=port, log_level="warning")
    process = subprocess.Popen(
        [sys.executable, "-m", "entrypoints.cli.main", "up"],
        env=child_environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
    )
    os.close(terminal)

    assert f"http://localhost:{port}" in first_line(process.stdout)
    shown = os.read(here, 10_000).decode()
    process.terminate()
    process.communicate(timeout=STOPPED_S)
    os.close(here)

    assert "Administrator: admin" in shown
    assert "Password" in shown
