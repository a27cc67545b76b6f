"""The server that comes along: found by its owner alone, alone on its folder, and again after it ended."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest
from redis.exceptions import AuthenticationError, ConnectionError as RedisConnectionError

from adapters.queue.connections import connect
from adapters.queue.embedded import EmbeddedServer, address_of
from socdomain.errors import QueueUnavailableError
from tests.servers.valkey import ValkeyServer

PATIENCE_S = 20.0


def wait_for(what: object, seen: object) -> None:
    """Looks again and again until something is so."""
    give_up_at = time.monotonic() + PATIENCE_S
    assert callable(seen)
    while not seen():
        assert time.monotonic() < give_up_at, f"{what} did not come"
        time.sleep(0.02)


def test_it_keeps_what_it_was_given_and_stays_where_it_was(own_server: ValkeyServer) -> None:
    with own_server.client() as client:
        client.set("kept", "yes")
    before = own_server.url
    own_server.stop()
    own_server.start()

    assert own_server.url == before == address_of(own_server.folder)
    with own_server.client() as client:
        assert client.get("kept") == b"yes"


def test_its_password_is_seen_by_nobody_else(own_server: ValkeyServer) -> None:
    password = own_server.url.removeprefix("redis://:").partition("@")[0]
    assert len(password) == 64
    process = psutil.Process(own_server.pid)
    assert password not in " ".join(process.cmdline())
    assert password not in str(process.environ())
    holders = [
        path for path in own_server.folder.rglob("*") if path.is_file() and password in path.read_text("latin-1")
    ]
    assert {path.name for path in holders} == {"url", "valkey.conf"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in holders} == {0o600}
    assert stat.S_IMODE(own_server.folder.stat().st_mode) == 0o700


def test_it_listens_to_this_machine_and_does_nothing_without_the_password(own_server: ValkeyServer) -> None:
    listening = {one.laddr.ip for one in psutil.Process(own_server.pid).net_connections() if one.status == "LISTEN"}
    assert listening == {"127.0.0.1"}
    bare = "redis://" + own_server.url.partition("@")[2]
    with connect(bare) as client, pytest.raises(AuthenticationError):
        client.ping()


def test_a_second_one_on_the_same_folder_is_refused(own_server: ValkeyServer) -> None:
    with pytest.raises(QueueUnavailableError, match="another process runs"):
        EmbeddedServer(own_server.folder).start()
    with own_server.client() as client:
        assert client.ping()


STARTS = """
import sys
from pathlib import Path
from adapters.queue import embedded, server_files
{first}
embedded.EmbeddedServer(Path(sys.argv[1])).start()
print("started", flush=True)
sys.stdin.read()
"""


def left_behind(folder: Path, first: str = "") -> psutil.Process:
    """A server whose starter, which has done something first, was killed."""
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTS.format(first=first), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == "started\n"
    with connect(address_of(folder)) as client:
        client.set("kept", "yes")
        orphan = psutil.Process(client.info("server")["process_id"])
    starter.kill()
    starter.communicate()
    return orphan


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell a process that its parent is gone")
def test_one_whose_starter_was_killed_ends_in_order(tmp_path: Path) -> None:
    orphan = left_behind(tmp_path / "queue")
    wait_for("its end", lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)
    server = EmbeddedServer(tmp_path / "queue")
    try:
        with connect(server.start()) as client:
            assert client.get("kept") == b"yes"
    finally:
        server.stop()


def test_one_that_nobody_looks_after_any_more_is_ended_before_another_begins(tmp_path: Path) -> None:
    folder = tmp_path / "queue"
    # As on a system that tells it nothing.
    orphan = left_behind(folder, "embedded.command = lambda config: [str(server_files.program()), str(config)]")
    assert orphan.is_running()

    second = EmbeddedServer(folder)
    try:
        url = second.start()
        assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
        with connect(url) as client:
            assert client.get("kept") == b"yes"
    finally:
        second.stop()


def test_it_is_started_again_when_it_ends(own_server: ValkeyServer) -> None:
    told: list[str] = []
    stopping = Event()
    before = own_server.pid
    watcher = Thread(target=lambda: own_server._server.keep_running(until=stopping.is_set, tell=told.append))
    watcher.start()
    try:
        own_server.kill()
        wait_for("another server", lambda: _pid_or_none(own_server) not in (None, before))
    finally:
        stopping.set()
        watcher.join()
    assert told == ["the embedded queue ended and is started again"]


def test_another_program_at_its_port_is_left_alone(own_server: ValkeyServer, tmp_path: Path) -> None:
    own_server.stop()
    port = int(own_server.url.rpartition(":")[2].removesuffix("/0"))
    squatter = EmbeddedServer(tmp_path / "other")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "url").write_text(f"redis://:{'0' * 64}@127.0.0.1:{port}/0")
    (tmp_path / "other" / "url").chmod(0o600)
    try:
        assert f":{port}/" in squatter.start()
        before = own_server.url.partition("@")
        own_server.start()
        after = own_server.url.partition("@")
        assert before[0] != after[0], "a password that another program may have been shown is no secret"
        assert before[2] != after[2]
    finally:
        squatter.stop()


def test_where_it_is_is_not_said_before_it_runs_or_to_others(tmp_path: Path) -> None:
    with pytest.raises(QueueUnavailableError, match="not running"):
        address_of(tmp_path)
    (tmp_path / "url").write_text("redis://elsewhere.example:6379")
    (tmp_path / "url").chmod(0o600)
    with pytest.raises(QueueUnavailableError, match="not running"):
        address_of(tmp_path)
    (tmp_path / "url").write_text(f"redis://:{'0' * 64}@127.0.0.1:6379/0")
    (tmp_path / "url").chmod(0o644)
    with pytest.raises(QueueUnavailableError, match="read by others"):
        address_of(tmp_path)


def test_a_folder_in_which_it_cannot_start_is_told(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    (tmp_path / "queue" / "appendonlydir").write_text("no folder")
    with pytest.raises(QueueUnavailableError, match=r"valkey\.log says why"):
        EmbeddedServer(tmp_path / "queue").start()


def _pid_or_none(server: ValkeyServer) -> int | None:
    try:
        return server.pid
    except (RedisConnectionError, OSError):
        return None


def test_a_server_that_does_not_end_is_killed(own_server: ValkeyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.queue.embedded.STOPS_WITHIN_S", 0.2)
    process = psutil.Process(own_server.pid)
    os.kill(process.pid, signal.SIGSTOP)
    own_server.stop()
    assert not process.is_running()
