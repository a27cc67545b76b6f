"""Running the processes of Watchfloor side by side, and stopping them together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Thread
from types import FrameType

from attrs import frozen

GRACE_S = 20.0
"""Seconds that a process has to finish what it is doing before it is killed."""

END_WITH_INPUT = "--end-with-input"
"""Option of the program, before the command: it stops once nobody holds the other end of its standard input."""

_LOOK_EVERY_S = 0.1


@frozen
class ProcessSpec:
    """A process to run.

    Attributes:
        name: What it is called in messages.
        arguments: The ``watchfloor`` command that runs it, without the program's own name. It writes one line to
            standard output when it is ready, and nothing after that.
        environment: Its environment.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]


class StopRequested(BaseException):
    """Somebody asked the program to stop; as with ``KeyboardInterrupt``, nothing that expects errors may take it."""


@contextlib.contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turns SIGINT, SIGTERM and SIGHUP into ``StopRequested`` for the length of the block."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise StopRequested

    def hang_up(number: int, frame: FrameType | None) -> None:
        # A server within the block has its own way to stop on SIGTERM, and none for a terminal that is closed.
        signal.raise_signal(signal.SIGTERM)

    handlers: dict[int, Callable[[int, FrameType | None], None]] = {signal.SIGINT: stop, signal.SIGTERM: stop}
    closed = getattr(signal, "SIGHUP", None)  # Windows has none
    # Whoever starts a program by nohup wants it to go on.
    if closed is not None and signal.getsignal(closed) is not signal.SIG_IGN:
        handlers[closed] = hang_up
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_at_end_of_input() -> None:
    """Stops this process as SIGTERM would, once nobody holds the other end of its standard input."""

    def watch() -> None:
        # Not by sys.stdin: a thread that waits in it holds its lock, without which the interpreter cannot end.
        while os.read(0, 1024):
            pass
        signal.raise_signal(signal.SIGTERM)

    Thread(target=watch, name="parent", daemon=True).start()


class ProcessGroup:
    """Processes that live and die together.

    Each is a session of its own, so that Ctrl-C reaches this program alone, which then stops them in order. Each also
    stops when this program is gone, however it ended: the system then closes the other end of its standard input.
    """

    def __init__(self, specs: Sequence[ProcessSpec]) -> None:
        self._specs = specs
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self) -> str | None:
        """Starts them all, and waits until they are ready.

        Returns:
            The name of one that ended instead; None where all are ready.
        """
        for spec in self._specs:
            command = [sys.executable, "-m", "entrypoints.cli.main", END_WITH_INPUT, *spec.arguments]
            process = subprocess.Popen(  # noqa: S603 - our own program
                command,
                env=dict(spec.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            self._running.append((spec.name, process))
        return next((name for name, process in self._running if not _says_that_it_is_ready(process)), None)

    def wait(self) -> str:
        """Waits until one of them ends, and returns its name; it was not asked to."""
        while True:
            for name, process in self._running:
                if process.poll() is not None:
                    return name
            time.sleep(_LOOK_EVERY_S)

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
            # Closes the pipes.
            process.communicate()


def _says_that_it_is_ready(process: subprocess.Popen[bytes]) -> bool:
    return process.stdout is not None and process.stdout.readline() != b""
