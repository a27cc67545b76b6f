"""What every ``LeaseRepository`` does, and what it does for a unit of work that needs a lease."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest

from socdomain.errors import LeaseLostError
from socdomain.jobs.lease import Lease
from tests.builders import EVERYONE, a_run, an_audit_record, hours
from tests.contracts.backends import Backend, Works, committed

LONG_ENOUGH_S = 30.0
HOUR, NO_TIME = hours(1), timedelta(0)
KEY = "job:prune_outbox"


def take(works: Works, holder: str = "w1", key: str = KEY, *, lasts: timedelta = HOUR) -> Lease | None:
    with committed(works) as work:
        return work.leases.take(key, holder, lasts=lasts)


def taken(works: Works, holder: str = "w1", key: str = KEY, *, lasts: timedelta = HOUR) -> Lease:
    lease = take(works, holder, key, lasts=lasts)
    assert lease is not None
    return lease


def holders(works: Works, *keys: str) -> dict[str, str]:
    with works.reading(EVERYONE) as work:
        return dict(work.leases.holders(keys))


def test_a_lease_is_given_to_one_and_not_twice_to_them(works: Works) -> None:
    lease = taken(works)
    assert (lease.key, lease.holder) == (KEY, "w1")
    assert take(works, "w2") is None
    assert take(works, "w1") is None
    assert take(works, "w2", "job:other") is not None


def test_a_lease_that_has_ended_is_given_to_another(works: Works) -> None:
    first = taken(works, lasts=NO_TIME)
    assert holders(works, KEY) == {}
    second = taken(works, "w2")
    assert second.fence > first.fence


def test_fences_grow_for_ever(works: Works) -> None:
    fences = []
    for number in range(6):
        lease = taken(works, f"w{number}", lasts=HOUR if number % 2 else NO_TIME)
        fences.append(lease.fence)
        with committed(works) as work:
            work.leases.release(lease)
    assert fences == sorted(set(fences))
    assert fences[0] > 0


def test_a_lease_that_was_given_back_can_be_taken(works: Works) -> None:
    lease = taken(works)
    with committed(works) as work:
        work.leases.release(lease)
    assert holders(works, KEY) == {}
    assert take(works, "w2") is not None


def test_a_lease_that_is_forgotten_is_nobody_s_and_of_no_use_to_whoever_had_it(works: Works) -> None:
    lease, other = taken(works), taken(works, key="job:other")
    with committed(works) as work:
        work.leases.forget(KEY)
        work.leases.forget("job:unknown")
    assert holders(works, KEY, other.key) == {other.key: "w1"}
    with works(EVERYONE) as work, pytest.raises(LeaseLostError):
        work.leases.require(lease)
    with works(EVERYONE) as work, pytest.raises(LeaseLostError):
        work.leases.renew(lease, lasts=HOUR)


def test_nothing_was_taken_or_given_back_without_a_commit(works: Works) -> None:
    with works(EVERYONE) as work:
        assert work.leases.take(KEY, "w1", lasts=HOUR) is not None
    lease = taken(works, "w2")
    with works(EVERYONE) as work:
        work.leases.release(lease)
    assert holders(works, KEY) == {KEY: "w2"}


def test_giving_back_what_another_has_by_now_changes_nothing(works: Works) -> None:
    old = taken(works, lasts=NO_TIME)
    taken(works, "w2")
    with committed(works) as work:
        work.leases.release(old)
    assert holders(works, KEY) == {KEY: "w2"}


def test_who_has_leases_is_told_of_those_that_last(works: Works) -> None:
    taken(works, "w1", "a")
    taken(works, "w2", "b")
    taken(works, "w3", "c", lasts=NO_TIME)
    assert holders(works, "a", "b", "c", "d", "a") == {"a": "w1", "b": "w2"}
    assert holders(works) == {}


def test_a_lease_is_kept_for_longer(works: Works) -> None:
    lease = taken(works)
    with committed(works) as work:
        work.leases.renew(lease, lasts=NO_TIME)
    # As long as that is what it was renewed for, and so it has ended.
    assert holders(works, KEY) == {}
    lease = taken(works, "w2")
    with committed(works) as work:
        work.leases.renew(lease, lasts=HOUR)
    assert holders(works, KEY) == {KEY: "w2"}


@pytest.mark.parametrize("is_taken_over", [False, True])
def test_a_lease_that_has_ended_is_neither_kept_nor_good_for_anything(works: Works, is_taken_over: bool) -> None:
    lease = taken(works, lasts=NO_TIME)
    other = taken(works, "w2") if is_taken_over else None
    with works(EVERYONE) as work, pytest.raises(LeaseLostError) as lost:
        work.leases.renew(lease, lasts=HOUR)
    assert lost.value.key == KEY
    with works(EVERYONE) as work, pytest.raises(LeaseLostError):
        work.leases.require(lease)
    assert holders(works, KEY) == ({KEY: "w2"} if other else {})


def test_a_lease_that_lasts_is_good(works: Works) -> None:
    lease = taken(works)
    with committed(works) as work:
        work.leases.require(lease)
    assert holders(works, KEY) == {KEY: "w1"}


def test_of_many_that_take_a_lease_at_the_same_time_one_gets_it(works: Works) -> None:
    ready = Barrier(4)

    def race(number: int) -> Lease | None:
        ready.wait(LONG_ENOUGH_S)
        return take(works, f"w{number}")

    for key_is_known in (False, True):
        with ThreadPoolExecutor(4) as threads:
            leases = [lease for lease in threads.map(race, range(4)) if lease is not None]
        assert len(leases) == 1, f"the key was known: {key_is_known}"
        assert holders(works, KEY) == {KEY: leases[0].holder}
        with committed(works) as work:
            work.leases.release(leases[0])


@pytest.mark.parametrize("is_committed", [True, False])
def test_who_comes_second_waits_for_what_becomes_of_the_first(works: Works, is_committed: bool) -> None:
    asks = Event()

    def second() -> Lease | None:
        asks.set()
        return take(works, "w2")

    with ThreadPoolExecutor(1) as threads:
        with works(EVERYONE) as work:
            assert work.leases.take(KEY, "w1", lasts=HOUR) is not None
            found = threads.submit(second)
            assert asks.wait(LONG_ENOUGH_S)
            if is_committed:
                work.commit()
        assert (found.result(LONG_ENOUGH_S) is None) == is_committed
    assert holders(works, KEY) == {KEY: "w1" if is_committed else "w2"}


def test_what_is_written_under_a_lease_is_kept(backend: Backend) -> None:
    lease, run = taken(backend.works), a_run()
    with committed(backend.works.under(lease)) as work:
        work.runs.add(run)
        work.audit.add(an_audit_record())
    with backend.works(EVERYONE) as work:
        assert work.runs.get(run.id) == run
    assert len(backend.audit_records()) == 1
    assert holders(backend.works, KEY) == {KEY: "w1"}


@pytest.mark.parametrize("is_taken_over", [False, True])
def test_what_is_written_under_a_lease_that_has_ended_is_not(backend: Backend, is_taken_over: bool) -> None:
    lease, run = taken(backend.works, lasts=NO_TIME), a_run()
    if is_taken_over:
        taken(backend.works, "w2")

    with backend.works.under(lease)(EVERYONE) as work:
        work.runs.add(run)
        work.audit.add(an_audit_record())
        with pytest.raises(LeaseLostError):
            work.commit()
    with backend.works(EVERYONE) as work:
        assert work.runs.get(run.id) is None
    assert backend.audit_records() == []


def test_a_lease_that_ends_in_the_middle_takes_what_was_written_before_with_it(works: Works) -> None:
    lease, run = taken(works), a_run()
    with works.under(lease)(EVERYONE) as work:
        work.runs.add(run)
        work.leases.release(lease)
        with pytest.raises(LeaseLostError):
            work.commit()
    with works(EVERYONE) as work:
        assert work.runs.get(run.id) is None
    assert holders(works, KEY) == {KEY: "w1"}, "giving it back was not kept either"
