"""New identifiers grow, whatever the clock does and whoever asks."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import UUID

import pytest

from adapters.ids import Uuid7Ids


def milliseconds(identifier: UUID) -> int:
    return identifier.int >> 80


def test_an_identifier_is_a_uuid_of_version_7_with_the_time_in_front() -> None:
    before = time.time_ns() // 1_000_000
    made = Uuid7Ids().new()
    after = time.time_ns() // 1_000_000

    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert before <= milliseconds(made) <= after


def test_later_identifiers_are_greater_within_a_millisecond_too() -> None:
    ids = Uuid7Ids()
    made = [ids.new() for _ in range(5_000)]

    assert len({milliseconds(one) for one in made}) < len(made), "several were made in one millisecond"
    assert made == sorted(set(made))


def test_an_identifier_does_not_give_away_the_next() -> None:
    ids = Uuid7Ids()
    made = [ids.new().int for _ in range(1_000)]
    steps = {later - earlier for earlier, later in pairwise(made)}

    assert len(steps) == len(made) - 1


def test_a_clock_that_goes_back_does_not_make_smaller_identifiers(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = Uuid7Ids()
    first = ids.new()
    monkeypatch.setattr(time, "time_ns", lambda: 0)

    assert ids.new() > first


def test_when_the_random_part_is_used_up_the_time_runs_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    monkeypatch.setattr("os.urandom", lambda size: b"\xff" * size)
    ids = Uuid7Ids()
    first = ids.new()
    monkeypatch.setattr(ids, "_random", (1 << 74) - 1)

    assert milliseconds(ids.new()) == milliseconds(first) + 1


def test_threads_get_different_identifiers() -> None:
    ids = Uuid7Ids()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: [ids.new() for _ in range(500)], range(8)))

    assert len({one for some in made for one in some}) == 8 * 500
    assert all(some == sorted(some) for some in made), "each thread sees its own grow"
