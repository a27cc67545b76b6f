"""The Redis-compatible server that comes along: Valkey, on this machine alone, with a password and its data kept."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from redis.exceptions import RedisError

from adapters import crash_points
from adapters.queue.connections import connect
from adapters.queue.folder_lock import FolderLock
from adapters.queue.server_files import command, configuration, log_of, write_private
from socdomain.errors import QueueUnavailableError

READY_WITHIN_S: Final = 30.0
STOPS_WITHIN_S: Final = 10.0
START_ATTEMPTS: Final = 3
"""Another program can take the free port between our look and the server's start."""

_LOOK_EVERY_S: Final = 0.05
_HOST: Final = "127.0.0.1"
_PASSWORD_BYTES: Final = 32
_URL: Final = re.compile(rf"redis://:([0-9a-f]{{{2 * _PASSWORD_BYTES}}})@127\.0\.0\.1:([0-9]{{1,5}})/0")


def address_of(folder: Path) -> str:
    """Returns the URL of the server that runs on a folder, password included.

    Args:
        folder: Where it keeps its data.

    Raises:
        QueueUnavailableError: None has been started there, or others can read its password.
    """
    file = folder / "url"
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        found = _URL.fullmatch(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        found, mode = None, 0
    if mode & 0o077:
        raise QueueUnavailableError(f"{file} can be read by others ({mode:04o}); remove it and start Watchfloor anew")
    if found is None:
        raise QueueUnavailableError(
            "the embedded queue is not running: `watchfloor up` starts it, or WATCHFLOOR_REDIS_URL names another"
        )
    return found[0]


class EmbeddedServer:
    """Valkey as a child of this process, on a folder of which it is the only one.

    Its password stands in two files that their owner alone can read, and on no command line. It stays the same from
    one start to the next, as the port does where it can, so that whoever is connected finds it again. On Linux it ends
    when the thread that started it is gone; elsewhere one that is left behind goes on until the next is started here.

    Args:
        folder: Where it keeps its data; made, for its owner alone, if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._lock = FolderLock(self._folder)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the child lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Starts the server, waits until it answers, and returns its URL.

        Raises:
            QueueUnavailableError: Another process runs one on this folder, or it does not start.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock.take()
        self._end_orphan()
        password, port = self._before()
        for _ in range(START_ATTEMPTS):
            url = f"redis://:{password}@{_HOST}:{port}/0"
            # Before it runs: should this process end now, the next one can tell the server to.
            write_private(self._folder / "url", url)
            crash_points.reach("queue.embedded.url_written")
            self._spawn(password, port)
            if self._answers(url):
                return url
            self._end_child()
            password, port = _new_password(), _free_port()
        raise QueueUnavailableError(f"the embedded queue does not start; {self._folder / 'valkey.log'} says why")

    def stop(self) -> None:
        """Has the server write what it holds and end; one that does not is killed."""
        self._end_child()
        self._lock.give_back()

    def keep_running(self, *, until: Callable[[], bool], tell: Callable[[str], None]) -> None:
        """Starts the server again whenever it has ended.

        Args:
            until: Tells whether to stop looking; is asked some twenty times a second.
            tell: Is told, once each time, that it ended, or why it does not start.
        """
        wait_s, again_at = 0.0, 0.0
        while not until():
            if not self.is_running and time.monotonic() >= again_at:
                tell("the embedded queue ended and is started again")
                try:
                    self.start()
                    wait_s = 0.0
                except QueueUnavailableError as error:
                    tell(str(error))
                    wait_s = min(10.0, max(0.5, wait_s * 2))
                again_at = time.monotonic() + wait_s
            time.sleep(_LOOK_EVERY_S)

    def _before(self) -> tuple[str, int]:
        """Returns the password and port as they were, where they are known and the port is free, or new ones.

        Whoever has the port now may have been shown the password by those who took it for the server.
        """
        try:
            found = _URL.fullmatch(address_of(self._folder))
        except QueueUnavailableError:
            found = None
        if found is None or not _is_free(int(found[2])):
            return _new_password(), _free_port()
        return found[1], int(found[2])

    def _spawn(self, password: str, port: int) -> None:
        config = self._folder / "valkey.conf"
        write_private(config, configuration(self._folder, _HOST, port, password))
        with log_of(self._folder) as log:
            self._process = subprocess.Popen(  # noqa: S603 - the program of our own dependency
                command(config),
                cwd=self._folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # So that Ctrl-C reaches whoever started it, which then stops it in order.
                start_new_session=True,
                # Held for as long as the server lives, whatever becomes of this process.
                pass_fds=[self._lock.of_server],
            )
        crash_points.reach("queue.embedded.started")

    def _answers(self, url: str) -> bool:
        """Waits until the server answers; False where it ended instead."""
        give_up_at = time.monotonic() + READY_WITHIN_S
        with connect(url) as client:
            while self.is_running and time.monotonic() < give_up_at:
                try:
                    # Another server on the same port would not know the password.
                    return bool(client.ping())
                except RedisError:
                    time.sleep(_LOOK_EVERY_S)
        return False

    def _end_child(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _end_orphan(self) -> None:
        """Ends a server on this folder whose own process is gone: two would write over each other.

        It is asked, by its password, and not killed by a number that may be another program's by now.
        """
        if self.is_running or not self._lock.is_held_by_server():
            return
        give_up_at = time.monotonic() + STOPS_WITHIN_S
        while self._lock.is_held_by_server():
            if time.monotonic() > give_up_at:
                raise QueueUnavailableError(f"a server that nobody looks after still runs on {self._folder}; end it")
            # It may have been started a moment ago, and not listen yet.
            with contextlib.suppress(QueueUnavailableError, RedisError), connect(address_of(self._folder)) as client:
                client.shutdown(save=True)
            time.sleep(_LOOK_EVERY_S)


def _new_password() -> str:
    return secrets.token_hex(_PASSWORD_BYTES)


def _free_port() -> int:
    with socket.create_server((_HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    try:
        with socket.create_server((_HOST, port)):
            return True
    except (OSError, OverflowError):
        return False
