"""Doing something beside something else, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from attrs import frozen

T = TypeVar("T")


@frozen
class _Task:
    """Something to do, and where its outcome goes."""

    do: Callable[[], Any]
    outcome: Future[Any]


# Threads that have nothing to do, the last one to become idle first. The C library
# gives a thread an arena of memory, and what is let go of stays in it; a new thread may be given another one to fill.
_idle: list[SimpleQueue[_Task]] = []


def on_a_thread(do: Callable[[], T]) -> Callable[[], T]:
    """Begins something on a thread, and returns what waits for its result or raises its error.

    The thread keeps nobody from ending: where nobody waits for it any more, it may be reading from a client or a pipe
    that will never send again.
    """
    outcome: Future[T] = Future()
    _an_idle_thread().put(_Task(do, outcome))
    return outcome.result


def _an_idle_thread() -> SimpleQueue[_Task]:
    try:
        return _idle.pop()
    except IndexError:
        tasks: SimpleQueue[_Task] = SimpleQueue()
        Thread(target=_work_through, args=(tasks,), name="aside", daemon=True).start()
        return tasks


def _work_through(tasks: SimpleQueue[_Task]) -> None:
    while True:
        _do(tasks.get(), then_idle=tasks)


def _do(task: _Task, *, then_idle: SimpleQueue[_Task]) -> None:
    # Idle before anybody knows the outcome: whoever waits for it may be the next to ask for a thread.
    try:
        result = task.do()
    except BaseException as error:
        _idle.append(then_idle)
        task.outcome.set_exception(error)
    else:
        _idle.append(then_idle)
        task.outcome.set_result(result)
