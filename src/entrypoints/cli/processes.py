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

from attrs import define, frozen

from entrypoints.cli.console import complain

GRACE_S = 20.0
"""Seconds that a process has to finish what it is doing before it is killed."""

END_WITH_INPUT = "--end-with-input"
"""Option of the program, before the command: it stops once nobody holds the other end of its standard input."""

_LOOK_EVERY_S = 0.1
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 30.0
_LONG_S = 60.0
"""Seconds after which a process that ends has not failed to start."""


@frozen
class ProcessSpec:
    """A process to run.

    Attributes:
        name: What it is called in messages.
        arguments: The ``watchfloor`` command that runs it, without the program's own name. It writes one line to
            standard output when it is ready, and nothing after that.
        environment: Its environment.
        is_restarted: Whether it is started again when it ends by itself; when another one does, all are stopped.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    is_restarted: bool = False


class StopRequested(BaseException):
    """Somebody asked the program to stop; as with ``KeyboardInterrupt``, nothing that expects errors may take it."""


@contextlib.contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turns SIGINT, SIGTERM and SIGHUP into ``StopRequested`` for the length of the block."""
    is_asked = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal is_asked
        is_asked = True
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
    except Exception as error:
        if not is_asked:
            raise
        # What a library made of it on the way: it comes wherever the program is, such as in a driver's own cleaning up.
        raise StopRequested from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_at_end_of_input() -> None:
    """Stops this process as SIGTERM would, once nobody holds the other end of its standard input."""

    def watch() -> None:
        # Not by sys.stdin: a thread that waits in it holds its lock, without which the interpreter cannot end.
        while os.read(0, 1024):
            pass
        # To the whole process, of which the main thread hears it: it may wait for something, and would go on waiting.
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, name="parent", daemon=True).start()


@define
class _Child:
    """A process of ours.

    Attributes:
        spec: What it runs.
        process: The process; None while it waits to be started again.
        began: When it was started, by the monotonic clock.
        wait_s: How long it waits when it ends now.
        due: When it is started again.
    """

    spec: ProcessSpec
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    wait_s: float = _FIRST_WAIT_S
    due: float = 0.0

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "entrypoints.cli.main", END_WITH_INPUT, *self.spec.arguments]
        self.began = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            env=dict(self.spec.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        return self.process

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def wait_to_start_again(self) -> None:
        """Lets go of what has ended; who ends again and again waits longer each time."""
        if self.process is not None:
            _let_go(self.process)
            self.process = None
        now = time.monotonic()
        self.wait_s = _FIRST_WAIT_S if now - self.began > _LONG_S else min(self.wait_s * 2, _LONGEST_WAIT_S)
        self.due = now + self.wait_s

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.due


class ProcessGroup:
    """Processes that run side by side and are stopped together.

    Each is a session of its own, so that Ctrl-C reaches this program alone, which then stops them in order. Each also
    stops when this program is gone, however it ended: the system then closes the other end of its standard input.
    """

    def __init__(self, specs: Sequence[ProcessSpec]) -> None:
        self._children = [_Child(spec) for spec in specs]

    def start(self) -> str | None:
        """Starts them in their order, each that is not started again once the one before is ready.

        The others are not waited for: they come when they come.

        Returns:
            The name of one that ended instead of being ready; None where all that are waited for are.
        """
        for child in self._children:
            process = child.start()
            if not child.spec.is_restarted and not _says_that_it_is_ready(process):
                return child.spec.name
        return None

    def wait(self) -> str:
        """Waits until one ends that is not started again, and returns its name; it was not asked to."""
        while True:
            for child in self._children:
                if child.has_ended() and not child.spec.is_restarted:
                    return child.spec.name
                if child.has_ended():
                    complain(f"the process {child.spec.name!r} ended; it is started again")
                    child.wait_to_start_again()
                if child.is_due():
                    child.start()
            time.sleep(_LOOK_EVERY_S)

    def stop(self) -> None:
        """Asks them to stop, the last started first, and kills those that do not within the grace period."""
        running = [child.process for child in reversed(self._children) if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _let_go(process)


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Closes the pipes to a process that has ended.

    Not by reading to their end: what it forked may hold the other end for as long as it lives.
    """
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _says_that_it_is_ready(process: subprocess.Popen[bytes]) -> bool:
    return process.stdout is not None and process.stdout.readline() != b""
