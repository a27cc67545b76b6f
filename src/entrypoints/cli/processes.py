"""Running the processes of Watchfloor side by side, and stopping them together."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType

from attrs import frozen

GRACE_S = 20.0
"""Seconds that a process has to finish what it is doing before it is killed."""

_LOOK_EVERY_S = 0.1


@frozen
class ProcessSpec:
    """A process to run.

    Attributes:
        name: What it is called in messages.
        arguments: The ``watchfloor`` command that runs it, without the program's own name.
        environment: Its environment.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]


class StopRequested(Exception):  # noqa: N818 - it is a request and no error
    """Somebody asked the program to stop."""


@contextlib.contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turns SIGINT and SIGTERM into ``StopRequested`` for the length of the block."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise StopRequested

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class ProcessGroup:
    """Processes that live and die together.

    Each is a session of its own, so that Ctrl-C reaches this program alone, which then stops them in order.
    """

    def __init__(self, specs: Sequence[ProcessSpec]) -> None:
        self._specs = specs
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self) -> None:
        """Starts them all."""
        for spec in self._specs:
            command = [sys.executable, "-m", "entrypoints.cli.main", *spec.arguments]
            process = subprocess.Popen(command, env=dict(spec.environment), start_new_session=True)  # noqa: S603 - our own program
            self._running.append((spec.name, process))

    def wait(self) -> str:
        """Waits until one of them ends, and returns its name; it was not asked to."""
        while True:
            for name, process in self._running:
                if process.poll() is not None:
                    return name
            time.sleep(_LOOK_EVERY_S)

    def is_running(self) -> bool:
        """Tells whether none of them has ended."""
        return all(process.poll() is None for _, process in self._running)

    def stop(self) -> None:
        """Asks them to stop, the last started first, and kills those that do not within the grace period."""
        for _, process in reversed(self._running):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE_S
        for _, process in reversed(self._running):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
