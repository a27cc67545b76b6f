"""A process that does one run after another: forked ahead of its first, and given up once it may not be as it was."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Final, NoReturn

from attrs import define

_DONE: Final = b"."
_LONGEST_ORDER: Final = 4096


@define
class RunProcess:
    """A process that does what it is told, and ends when whoever tells it has gone or when it is not fit for more.

    Attributes:
        pid: Its number; that of its process group as well.
    """

    pid: int
    _line: socket.socket
    _owes_answer: bool = False

    @classmethod
    def fork(cls, obey: Callable[[Iterator[str]], None], done: Callable[[], bool]) -> RunProcess:
        """Forks it.

        Args:
            obey: Runs in the new process, until the orders end: does each before it asks for the next.
            done: Asked there after each order: whether that process is fit for another.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        # Python forks with callbacks, and what a signal's handler raises in one of those comes to nothing.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        pid = os.fork()
        if not pid:
            # Else it would hear itself, and never learn that the other side has gone.
            ours.close()
            _live(lambda: obey(_orders(theirs, done)), before)
        process = cls(pid, ours)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        return process

    def order(self, order: str) -> bool:
        """Tells it what to do next; it must have done what it was told before.

        Args:
            order: A line of at most 4,096 bytes.

        Returns:
            False where it has ended meanwhile.
        """
        try:
            if self._owes_answer and not self._line.recv(len(_DONE)):
                return False
            self._line.sendall(order.encode() + b"\n")
        except OSError:
            return False
        self._owes_answer = True
        return True

    def wait(self) -> tuple[int, int] | None:
        """Waits until it has done what it was told, or has ended.

        A signal's handler may raise, and nothing is lost: the answer is taken only when the next order is given.

        Returns:
            None where it is ready for the next order, else its number and how it ended, as os.waitpid does.
        """
        select.select([self._line], [], [])
        # One that is killed before it has read the order resets the connection.
        with contextlib.suppress(ConnectionError):
            if self._line.recv(len(_DONE), socket.MSG_PEEK):
                return None
        return os.waitpid(self.pid, 0)

    def is_there(self) -> bool:
        """Tells whether it lives; whoever hears that it does not has buried it."""
        try:
            return os.waitpid(self.pid, os.WNOHANG) == (0, 0)
        except ChildProcessError:
            return False

    def let_go(self) -> None:
        """Has it end once it has done what it was told, and waits for that."""
        self._line.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _live(do: Callable[[], None], mask: set[int | signal.Signals]) -> NoReturn:
    """Does what a forked process is for, and ends that process; nothing of the other one goes on in it."""
    status = 1
    try:
        os.setpgrp()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        do()
        status = 0
    finally:
        os._exit(status)


def _orders(line: socket.socket, done: Callable[[], bool]) -> Iterator[str]:
    while order := line.recv(_LONGEST_ORDER):
        yield order.decode().rstrip("\n")
        if not done():
            return
        try:
            line.sendall(_DONE)
        except OSError:
            return
