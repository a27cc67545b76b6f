"""A process does one run after another, and another takes its place when it has ended or is spent."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from adapters.queue.rq_queue import RqRunQueue
from adapters.queue.run_process import RunProcess
from socdomain.ids import RunId
from tests.servers.run_worker import HOLD, SPENT, WorkerProcess, wait_until, worker_process
from tests.servers.valkey import ValkeyServer


@pytest.fixture
def queue(server: ValkeyServer) -> Iterator[RqRunQueue]:
    """The queue of the shared server."""
    queue = RqRunQueue(server.address)
    yield queue
    queue.close()


@pytest.fixture
def worker(server: ValkeyServer, tmp_path: Path) -> Iterator[WorkerProcess]:
    """A worker of that queue."""
    with worker_process(server.address(), tmp_path) as worker:
        yield worker


def do(worker: WorkerProcess, queue: RqRunQueue) -> int:
    """Has a run be done, and returns by which process."""
    run_id = RunId(uuid4())
    queue.push([run_id])
    worker.wait_for(run_id)
    return worker.pids[-1]


def test_a_process_does_one_run_after_another(worker: WorkerProcess, queue: RqRunQueue) -> None:
    assert {do(worker, queue) for _ in range(3)} == {psutil.Process(worker.process.pid).children()[0].pid}


def test_one_that_is_spent_ends_and_another_takes_its_place(
    worker: WorkerProcess, queue: RqRunQueue, tmp_path: Path
) -> None:
    (tmp_path / SPENT).touch()
    first, second = do(worker, queue), do(worker, queue)
    assert first != second
    wait_until(lambda: not psutil.pid_exists(first), "the end of the first")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_one_that_is_ended_while_it_has_nothing_to_do_is_missed_by_nobody(
    number: signal.Signals, worker: WorkerProcess, queue: RqRunQueue, server: ValkeyServer
) -> None:
    first = psutil.Process(do(worker, queue))
    with server.client() as client:
        pid = str(worker.process.pid).encode()
        (name,) = [name for name in client.smembers("rq:workers") if client.hget(name, "pid") == pid]
        wait_until(lambda: client.hget(name, "state") == b"idle", "that it has nothing to do")
    first.send_signal(number)
    wait_until(lambda: first.status() == psutil.STATUS_ZOMBIE, "its end")
    assert do(worker, queue) != first.pid
    assert len(worker.done) == 2


def test_it_ends_with_its_worker(server: ValkeyServer, queue: RqRunQueue, tmp_path: Path) -> None:
    with worker_process(server.address(), tmp_path, ended_by=signal.SIGKILL) as worker:
        process = psutil.Process(do(worker, queue))
    wait_until(lambda: not process.is_running(), "its end")


def test_a_worker_that_is_asked_to_stop_while_nothing_waits_leaves_no_process(
    server: ValkeyServer, queue: RqRunQueue, tmp_path: Path
) -> None:
    with worker_process(server.address(), tmp_path) as worker:
        pid = do(worker, queue)
    assert not psutil.pid_exists(pid)


def test_a_signal_reaches_a_process_that_was_just_told_what_to_do(
    worker: WorkerProcess, queue: RqRunQueue, tmp_path: Path
) -> None:
    (tmp_path / HOLD).touch()
    process = psutil.Process(do(worker, queue))
    worker.process.terminate()
    # As it does here what a signal does to a program that says nothing about it.
    wait_until(lambda: not process.is_running(), "its end")
    assert worker.process.wait(30) == 0


def obey(orders: Iterator[str]) -> None:
    """Does as it is told, which is nothing."""
    for _ in orders:
        pass


def test_no_answer_is_lost_to_a_signal_in_between() -> None:
    process = RunProcess.fork(obey, lambda: True)
    try:
        for _ in range(3):
            assert process.order("do")
            # Twice: whoever was interrupted after the first asks again.
            assert process.wait() is None
            assert process.wait() is None
    finally:
        process.let_go()
    assert not process.is_there()


def test_one_that_is_killed_before_it_could_answer_is_reported_as_it_ended() -> None:
    process = RunProcess.fork(lambda orders: os.kill(os.getpid(), signal.SIGSTOP), lambda: True)
    assert process.order("do")
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == (process.pid, signal.SIGKILL)
    assert not process.order("do")
    process.let_go()
