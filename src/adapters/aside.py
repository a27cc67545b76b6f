"""Doing something beside something else, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def on_a_thread(do: Callable[[], T]) -> Callable[[], T]:
    """Begins something on a thread, and returns what waits for its result or raises its error.

    The thread keeps nobody from ending: where nobody waits for it any more, it may be reading from a client or a pipe
    that will never send again.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(do())
        except BaseException as error:
            outcome.set_exception(error)

    Thread(target=run, name="aside", daemon=True).start()
    return outcome.result
