"""The processes of a soak: kept running, whatever is done to them."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import psutil
from attrs import define

from entrypoints.cli.processes import GRACE_S

_MOST_PAUSE_S: Final = 3.0
_SLACK_S: Final = 2.0
"""What a machine that does too much may add to a grace period."""


@define
class Member:
    """A process that is started again when it has ended.

    Attributes:
        name: What it is called.
        module: Which program.
        arguments: What it is told.
        environment: Its environment.
        folder: Where its log is written.
        chance: Says how long it stays away.
        accuse: Is told what it did that it should not.
    """

    name: str
    module: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    chance: random.Random
    accuse: Callable[[str], None]
    process: psutil.Popen | None = None
    _kill_at: float | None = None
    _start_at: float = 0.0
    _is_expected: bool = False

    @property
    def log(self) -> Path:
        """What it has said."""
        return self.folder / f"{self.name}.log"

    @property
    def is_up(self) -> bool:
        """Whether it runs, and nobody has asked it to stop."""
        return self.process is not None and self._kill_at is None and not self._is_expected

    def children(self) -> list[psutil.Process]:
        """Returns the processes that it has started."""
        with contextlib.suppress(psutil.Error):
            return list(self.process.children()) if self.process else []
        return []

    def kill(self) -> None:
        """Ends it as ``kill -9`` does."""
        self._is_expected = True
        self._send(signal.SIGKILL)

    def stop(self) -> None:
        """Asks it to stop."""
        self._is_expected = True
        self._kill_at = time.monotonic() + GRACE_S + _SLACK_S
        self._send(signal.SIGTERM)

    def look(self, *, again: bool = True) -> None:
        """Starts it where it is its time, and finds out whether it has ended.

        Args:
            again: Whether it is started again.
        """
        now = time.monotonic()
        if self.process is None:
            if again and now >= self._start_at:
                self._start()
        elif self.process.poll() is not None:
            if not self._is_expected:
                self.accuse(f"{self.name} ended by itself, with {self.process.returncode}")
            self.process, self._kill_at = None, None
            self._start_at = now + self.chance.uniform(0, _MOST_PAUSE_S)
        elif self._kill_at is not None and now > self._kill_at:
            self.accuse(f"{self.name} did not stop within its grace period")
            self._kill_at = None
            self._send(signal.SIGKILL)

    def _start(self) -> None:
        self._is_expected = False
        with self.log.open("a") as log:
            self.process = psutil.Popen(
                [sys.executable, "-m", self.module, *self.arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _send(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(psutil.Error):
                self.process.send_signal(number)
