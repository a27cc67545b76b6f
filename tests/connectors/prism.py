"""Prism, which holds requests and answers against a vendor's specification, or makes answers up from it.

It is a program for Node that its package registry has, and specifications are no part of this tree: where either is not
at hand, there is nothing to ask, and the tests say so.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import socket
import subprocess
import time
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from types import TracebackType
from typing import Final, Self
from uuid import uuid4

import httpx
import pytest

VERSION: Final = "5.14.2"
PACKAGE: Final = f"@stoplight/prism-cli@{VERSION}"
CONTRACTS: Final = Path(__file__).parents[3] / "shared" / "contracts"

_INSTALL_WITHIN_S: Final = 300
_START_WITHIN_S: Final = 120
_ANSWER_WITHIN_S: Final = 30
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
_REFUSED: Final = re.compile(r"\[HTTP SERVER\] (?P<what>\S+ \S+) .*?(?:Request terminated with error|Violation)")


def specification(name: str) -> Path:
    """Returns a vendor's specification; skips the test where there is none beside the repository."""
    path = CONTRACTS / name
    if not path.exists():
        pytest.skip(f"no specification {name} lies beside the repository")
    return path


@cache
def _program() -> str:
    """Returns where Prism is, or, after a question mark, why it is not."""
    npx = shutil.which("npx")
    if npx is None:
        return "?npx, which gets it, is not installed"
    command = [npx, "--yes", "--package", PACKAGE, "-c", "command -v prism"]
    # Two that get it at the same time would write over each other.
    with (Path(gettempdir()) / "watchfloor-prism.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_INSTALL_WITHIN_S, check=False)
        except subprocess.TimeoutExpired:
            return "?its registry does not answer"
    found = done.stdout.strip()
    return found if done.returncode == 0 and found else f"?{PACKAGE} cannot be had: {done.stderr.strip()[-200:]}"


class Prism:
    """Prism on loopback, which runs within the block that it is entered for.

    Args:
        specification: The file.
        upstream: Where requests are passed on to, once they and their answers have been found right; empty to have
            answers made up.
        log: Where it writes what it does.
        seed: What made-up answers follow from, so that they are the same each time.
    """

    def __init__(self, specification: Path, *, upstream: str = "", log: Path, seed: str = "watchfloor") -> None:
        program = _program()
        if program.startswith("?"):
            pytest.skip(f"Prism is not here: {program[1:]}")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        # `--dynamic` is what the header `Prefer: dynamic=true` says, for every request.
        mode = ["proxy", str(specification), upstream] if upstream else ["mock", str(specification), "--dynamic"]
        checks = ["--errors"] if upstream else ["--seed", seed]
        self._command = [program, *mode, *checks, "--host", "127.0.0.1", "--port", str(self._port)]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def refused(self) -> set[str]:
        """What it has refused, each as ``get /path``: a request that is not in the specification, or its answer."""
        # It writes later than it answers, and in that order: once it says that it has refused this, all is written.
        last = f"/last/{uuid4().hex}/of/no/such/long/route"
        httpx.get(f"{self.url}{last}", timeout=_ANSWER_WITHIN_S)
        give_up_at = time.monotonic() + _ANSWER_WITHIN_S
        while f"get {last}" not in (refused := self._refused_so_far()):
            assert time.monotonic() < give_up_at, "Prism does not write what it does"
            time.sleep(0.01)
        return {one for one in refused if not one.startswith("get /last/")}

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        give_up_at = time.monotonic() + _START_WITHIN_S
        while not self._is_listening():
            assert self._process.poll() is None, self._log.read_text(encoding="utf-8")[-2000:]
            assert time.monotonic() < give_up_at, "Prism does not start"
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)

    def _refused_so_far(self) -> set[str]:
        said = _COLOURS.sub("", self._log.read_text(encoding="utf-8"))
        return {found["what"] for found in _REFUSED.finditer(said)}

    def _is_listening(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
        except OSError:
            return False
        return True
