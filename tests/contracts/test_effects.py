"""What every ``EffectLedger`` does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from socdomain.errors import OtherCustomerError
from socdomain.jobs.run import Run
from tests.builders import EVERYONE, a_run
from tests.contracts.backends import Works, committed


@pytest.fixture
def run(works: Works) -> Run:
    """A stored run."""
    run = a_run()
    with committed(works) as work:
        work.runs.add(run)
    return run


def test_an_effect_is_new_once(works: Works, run: Run) -> None:
    with committed(works) as work:
        assert work.effects.once(run.id, "mail:1")
        assert not work.effects.once(run.id, "mail:1")
    with committed(works) as work:
        assert not work.effects.once(run.id, "mail:1")
        assert work.effects.once(run.id, "mail:2")


def test_effects_belong_to_their_run(works: Works, run: Run) -> None:
    other = a_run()
    with committed(works) as work:
        assert work.runs.add(other)
        assert work.effects.once(run.id, "mail:1")
        assert work.effects.once(other.id, "mail:1")


def test_what_was_not_committed_was_not_brought_about(works: Works, run: Run) -> None:
    with works(EVERYONE) as work:
        assert work.effects.once(run.id, "mail:1")
    with works(EVERYONE) as work:
        assert work.effects.once(run.id, "mail:1")


def test_of_many_at_once_one_is_first(works: Works, run: Run) -> None:
    def once(_: int) -> bool:
        with committed(works) as work:
            return work.effects.once(run.id, "mail:1")

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(once, range(8))) == [False] * 7 + [True]


def test_a_run_that_is_not_there_brings_nothing_about(works: Works) -> None:
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.effects.once(a_run().id, "mail:1")
