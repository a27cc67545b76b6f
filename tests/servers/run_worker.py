"""A worker as a process of its own, which writes down what it does instead of doing it.

``python -m tests.servers.run_worker URL FOLDER``
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from adapters.queue.json_job import Refusal
from adapters.queue.json_queue import RUNS
from adapters.queue.run_worker import WorkerHooks
from adapters.queue.work_loop import work
from entrypoints.worker import do_with
from socdomain.ids import RunId

PATIENCE_S: Final = 30.0
HOLD: Final = "hold"
"""A file in the folder while which is there no run ends."""

SPENT: Final = "spent"
"""A file in the folder while which is there no process is fit for another run."""


def wait_until(seen: Callable[[], bool], what: str) -> None:
    """Looks again and again, up to a limit."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not seen():
        assert time.monotonic() < give_up_at, f"not seen: {what}"
        time.sleep(0.01)


class WorkerProcess:
    """A worker that runs.

    Args:
        process: It.
        folder: Where it writes what it does.
    """

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self._folder = folder

    @property
    def done(self) -> list[str]:
        """The runs that it did, in their order."""
        return self._lines("done")

    @property
    def pids(self) -> list[int]:
        """The processes that did runs, one for each run."""
        return [int(line) for line in self._lines("pids")]

    @property
    def refused(self) -> list[str]:
        """Why it refused something, each time."""
        return self._lines("refused")

    @property
    def states(self) -> list[str]:
        """That it is ready, or why it is not, each time."""
        return self._lines("states")

    @property
    def said(self) -> str:
        """What it wrote to its standard error."""
        return "\n".join(self._lines("said"))

    def wait_for(self, run_id: RunId) -> None:
        """Waits until it has done a run."""
        wait_until(lambda: str(run_id) in self.done, f"run {run_id}")

    def _lines(self, name: str) -> list[str]:
        file = self._folder / name
        return file.read_text().splitlines() if file.exists() else []


@contextlib.contextmanager
def worker_process(
    url: str, folder: Path, environment: Mapping[str, str] | None = None, ended_by: signal.Signals = signal.SIGTERM
) -> Iterator[WorkerProcess]:
    """A worker for the length of the block, asked to stop at its end, or killed."""
    command = [sys.executable, "-m", "tests.servers.run_worker", url, str(folder)]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stderr=said)
    try:
        yield WorkerProcess(process, folder)
        process.send_signal(ended_by)
        assert process.wait(PATIENCE_S) == (0 if ended_by is signal.SIGTERM else -ended_by)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _run(url: str, folder: Path) -> None:
    def write(name: str, line: str) -> None:
        with (folder / name).open("a") as file:
            file.write(line + "\n")

    def refused(refusal: Refusal) -> None:
        write("refused", refusal.reason)

    def do(run_id: RunId) -> None:
        write("pids", str(os.getpid()))
        write("done", str(run_id))
        wait_until(lambda: not (folder / HOLD).exists(), "that runs may end")

    do_with(do)
    hooks = WorkerHooks(
        ready=lambda: write("states", "ready"),
        unavailable=lambda why: write("states", why),
        refused=refused,
        is_fit=lambda: not (folder / SPENT).exists(),
    )
    work(lambda: url, [RUNS], hooks)


if __name__ == "__main__":
    _run(sys.argv[1], Path(sys.argv[2]))
