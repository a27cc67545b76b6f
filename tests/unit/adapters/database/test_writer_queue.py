"""Writers are served in the order in which they came."""

from __future__ import annotations

import time
from threading import Thread

from adapters.database.writer_queue import WriterQueue


def wait_until_waiting(queue: WriterQueue, number: int) -> None:
    while len(queue._gates) < number:
        time.sleep(0.001)


def test_whoever_came_first_is_served_first() -> None:
    queue = WriterQueue()
    served: list[int] = []

    def write(number: int) -> None:
        assert queue.acquire(30)
        served.append(number)
        queue.release()

    assert queue.acquire(0)
    writers = [Thread(target=write, args=(number,)) for number in range(20)]
    for number, writer in enumerate(writers, 1):
        writer.start()
        wait_until_waiting(queue, number)
    queue.release()
    for writer in writers:
        writer.join()

    assert served == list(range(20))


def test_nobody_is_served_while_somebody_writes() -> None:
    queue = WriterQueue()
    assert queue.acquire(0)

    assert not queue.acquire(0.01)


def test_who_gave_up_is_passed_over() -> None:
    queue = WriterQueue()
    assert queue.acquire(0)
    assert not queue.acquire(0.01)
    queue.release()

    assert queue.acquire(0), "the turn went to nobody who had left"


def test_the_turn_can_be_taken_again_and_again() -> None:
    queue = WriterQueue()
    for _ in range(3):
        assert queue.acquire(0)
        queue.release()
