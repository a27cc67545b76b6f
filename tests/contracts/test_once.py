"""What every ``OnceLedger`` does."""

from datetime import timedelta

import pytest
from attrs import evolve

from socdomain.errors import ConcurrentChangeError, IdempotencyKeyReusedError
from socdomain.ids import PrincipalId
from socdomain.once import KEPT_FOR, Remembered
from tests.builders import EVERYONE, IDS, NOW, a_once_key
from tests.contracts.backends import Works, committed

LAST_MOMENT = NOW + KEPT_FOR - timedelta(microseconds=1)


def test_a_key_that_was_never_used_recalls_nothing(works: Works) -> None:
    with works(EVERYONE) as work:
        assert work.once.recall(a_once_key(), now=NOW) is None


def test_a_key_recalls_what_was_created_for_24_hours(works: Works) -> None:
    key, created = a_once_key(), IDS.new()
    with committed(works) as work:
        work.once.remember(key, created, now=NOW)
    with works(EVERYONE) as work:
        assert work.once.recall(key, now=LAST_MOMENT) == Remembered(created, NOW)
        assert work.once.recall(key, now=NOW + KEPT_FOR) is None


def test_a_key_with_another_request_is_refused_for_24_hours(works: Works) -> None:
    key = a_once_key()
    other = evolve(key, request_digest=b"\x02" * 32)
    with committed(works) as work:
        work.once.remember(key, IDS.new(), now=NOW)
    with works(EVERYONE) as work:
        with pytest.raises(IdempotencyKeyReusedError):
            work.once.recall(other, now=LAST_MOMENT)
        assert work.once.recall(other, now=NOW + KEPT_FOR) is None


def test_the_same_text_from_another_principal_is_another_key(works: Works) -> None:
    key = a_once_key()
    with committed(works) as work:
        work.once.remember(key, IDS.new(), now=NOW)
    with works(EVERYONE) as work:
        assert work.once.recall(evolve(key, principal_id=PrincipalId(IDS.new())), now=NOW) is None
        assert work.once.recall(evolve(key, key=key.key.upper()), now=NOW) is None


def test_a_key_in_use_cannot_be_used_again(works: Works) -> None:
    key = a_once_key()
    with committed(works) as work:
        work.once.remember(key, IDS.new(), now=NOW)
    with works(EVERYONE) as work, pytest.raises(ConcurrentChangeError):
        work.once.remember(key, IDS.new(), now=LAST_MOMENT)


def test_a_key_is_free_after_24_hours(works: Works) -> None:
    key, created = a_once_key(), IDS.new()
    with committed(works) as work:
        work.once.remember(key, IDS.new(), now=NOW)
    later = evolve(key, request_digest=b"\x02" * 32)
    with committed(works) as work:
        work.once.remember(later, created, now=NOW + KEPT_FOR)
    with works(EVERYONE) as work:
        assert work.once.recall(later, now=NOW + KEPT_FOR) == Remembered(created, NOW + KEPT_FOR)


def test_a_key_is_free_when_its_work_was_rolled_back(works: Works) -> None:
    key = a_once_key()
    with works(EVERYONE) as work:
        work.once.remember(key, IDS.new(), now=NOW)
    with works(EVERYONE) as work:
        assert work.once.recall(key, now=NOW) is None


def test_used_keys_are_removed_a_few_at_a_time(works: Works) -> None:
    keys = [a_once_key(key=f"key {number}") for number in range(4)]
    with committed(works) as work:
        for number, key in enumerate(keys):
            work.once.remember(key, IDS.new(), now=NOW + timedelta(minutes=number))
    with committed(works) as work:
        assert work.once.prune(NOW + timedelta(minutes=2), limit=2) == 2
        assert work.once.prune(NOW + timedelta(minutes=2), limit=2) == 1
        assert work.once.prune(NOW + timedelta(minutes=2), limit=2) == 0
    with works(EVERYONE) as work:
        recalled = [work.once.recall(key, now=NOW + timedelta(minutes=3)) is not None for key in keys]
    assert recalled == [False, False, False, True]
