"""Refused strangers are counted within bounds, by address and minute."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

from socdomain.audit.refusals import MOST_ADDRESSES, OTHERS, RefusalCount, RefusalCounter
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


def test_calls_of_a_minute_are_one_count() -> None:
    counter = RefusalCounter()
    for seconds in (0, 30, 59.999999, 60):
        counter.count("192.0.2.1", NOW + timedelta(seconds=seconds))
    counter.count("192.0.2.2", NOW)

    assert counter.take(until=NOW + MINUTE) == [RefusalCount("192.0.2.1", NOW, 3), RefusalCount("192.0.2.2", NOW, 1)]
    assert counter.take(until=NOW + MINUTE) == []
    assert counter.take() == [RefusalCount("192.0.2.1", NOW + MINUTE, 1)]


def test_no_flood_of_addresses_fills_the_memory() -> None:
    counter = RefusalCounter()
    for number in range(MOST_ADDRESSES + 5):
        counter.count(f"address {number}", NOW)
    counter.count("address 0", NOW)

    counts = {one.address: one.count for one in counter.take()}
    assert (len(counts), counts[OTHERS], counts["address 0"]) == (MOST_ADDRESSES + 1, 5, 2)


def test_what_is_given_back_is_counted_on() -> None:
    counter = RefusalCounter()
    counter.count("192.0.2.1", NOW)
    taken = counter.take()
    counter.count("192.0.2.1", NOW)
    counter.give_back(taken)

    assert counter.take() == [RefusalCount("192.0.2.1", NOW, 2)]


def test_a_flood_while_the_database_is_gone_fills_no_memory_either() -> None:
    """What cannot be written down comes back each minute, to what has come since."""
    counter, total = RefusalCounter(), 0
    for round_ in range(3):
        taken = counter.take()
        for number in range(MOST_ADDRESSES):
            counter.count(f"address {number} of round {round_}", NOW + round_ * MINUTE)
            total += 1
        counter.give_back(taken)

    counts = counter.take()
    assert sum(one.count for one in counts) == total
    assert len(counts) <= MOST_ADDRESSES + 3


def test_threads_count_together() -> None:
    counter = RefusalCounter()

    def count() -> None:
        for _ in range(500):
            counter.count("192.0.2.1", NOW)

    threads = [Thread(target=count) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert counter.take() == [RefusalCount("192.0.2.1", NOW, 2_000)]
