"""A run is interrupted when its time is over, its lease lost or its worker stopped, and only then."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event

import pytest
from attrs import define, evolve, field

from entrypoints.worker import keeping
from entrypoints.worker.keeping import KeepsRuns, StopRequest
from socdomain.errors import LeaseLostError, StorageUnavailableError
from socdomain.jobs.lease import Lease
from socdomain.jobs.running import JobStoppedError, JobTimeoutError
from socdomain.memory import FixedClock, MemoryPlatform
from socdomain.memory.unit_of_work import MemoryUnitOfWork
from socdomain.principal import Reach
from tests.builders import EVERYONE

LONG_S = 60.0


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "RENEW_AFTER", timedelta(milliseconds=20))
    monkeypatch.setattr(keeping, "_LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(keeping, "GIVE_BACK_AFTER_S", 0.05)


@pytest.fixture
def platform() -> MemoryPlatform:
    """A store."""
    return MemoryPlatform()


@pytest.fixture
def lease(platform: MemoryPlatform) -> Lease:
    """A lease that lasts until it is released."""
    with platform.works()(EVERYONE) as work:
        taken = work.leases.take("job:x", "me", lasts=timedelta(seconds=15))
        work.commit()
    assert taken is not None
    return taken


@pytest.fixture
def told() -> list[str]:
    """What it told."""
    return []


@pytest.fixture
def keep(platform: MemoryPlatform, told: list[str]) -> Iterator[KeepsRuns]:
    """What keeps leases, and leaves nothing behind."""
    before = signal.getsignal(signal.SIGALRM)
    yield KeepsRuns(platform.works(), StopRequest(), told.append)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def wait(seen: Callable[[], object] = lambda: False) -> None:
    """Goes on until something is so."""
    give_up_at = time.monotonic() + LONG_S
    while not seen():
        assert time.monotonic() < give_up_at
        time.sleep(0.001)


def test_what_ends_in_time_is_left_alone(keep: KeepsRuns, lease: Lease) -> None:
    with keep(lease, within_s=LONG_S):
        result = sum(range(10))
    assert result == 45


def test_what_takes_too_long_is_ended(keep: KeepsRuns, lease: Lease) -> None:
    with pytest.raises(JobTimeoutError), keep(lease, within_s=0.05):
        wait()


class Late(Event):
    """Is set a moment too late, for once."""

    is_late = True

    def set(self) -> None:
        is_late, self.is_late = self.is_late, False
        if is_late:
            signal.raise_signal(signal.SIGALRM)
        super().set()


@define
class LateKept(keeping._Kept):
    """Is over at the moment in which it ends."""

    ended: Event = field(factory=Late)


def test_what_is_over_at_the_moment_in_which_it_ends_has_taken_too_long(
    keep: KeepsRuns, lease: Lease, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And leaves nothing behind that would interrupt what comes after it."""
    monkeypatch.setattr(keeping, "_Kept", LateKept)
    with pytest.raises(JobTimeoutError), keep(lease, within_s=LONG_S):
        pass


def test_what_is_made_of_its_end_on_the_way_does_not_count(keep: KeepsRuns, lease: Lease) -> None:
    """As when a library turns an interruption into an error of its own."""

    def interrupted() -> None:
        try:
            wait()
        except KeyboardInterrupt as error:
            raise StorageUnavailableError("the statement was interrupted") from error

    with pytest.raises(JobTimeoutError), keep(lease, within_s=0.05):
        interrupted()


def test_another_s_error_is_left_as_it_is(keep: KeepsRuns, lease: Lease) -> None:
    with pytest.raises(ZeroDivisionError), keep(lease, within_s=LONG_S):
        raise ZeroDivisionError


def test_a_lease_that_somebody_else_may_have_ends_it(platform: MemoryPlatform, keep: KeepsRuns, lease: Lease) -> None:
    def lose_it() -> None:
        with platform.works()(EVERYONE) as work:
            work.leases.release(lease)
            work.commit()
        wait()

    with pytest.raises(LeaseLostError), keep(lease, within_s=LONG_S):
        lose_it()


def test_a_worker_that_has_to_stop_ends_it_after_a_while(keep: KeepsRuns, lease: Lease) -> None:
    before = signal.getsignal(signal.SIGUSR1)
    keep.stopping.listen(signal.SIGUSR1)
    went_on: list[int] = []

    def be_stopped() -> None:
        signal.raise_signal(signal.SIGUSR1)
        went_on.append(1)
        wait()

    try:
        with pytest.raises(JobStoppedError), keep(lease, within_s=LONG_S):
            be_stopped()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert went_on, "it had its time to end by itself"


def test_the_lease_is_renewed_again_and_again(platform: MemoryPlatform, keep: KeepsRuns, lease: Lease) -> None:
    works, asked = platform.works(), 0

    def work(reach: Reach) -> MemoryUnitOfWork:
        nonlocal asked
        asked += 1
        return works(reach)

    with evolve(keep, work=work)(lease, within_s=LONG_S):
        for _ in range(5):
            assert isinstance(platform.clock, FixedClock)
            platform.clock.advance(timedelta(seconds=10))
            # The one after the next has begun when the next has ended.
            wanted = asked + 2
            wait(lambda wanted=wanted: asked >= wanted)  # type: ignore[misc] # bound now
        with works.reading(EVERYONE) as looking:
            assert looking.leases.holders([lease.key]) == {lease.key: "me"}


def test_a_database_that_is_away_is_told_once_and_ends_nothing(keep: KeepsRuns, lease: Lease, told: list[str]) -> None:
    asked = 0

    def away(reach: Reach) -> MemoryUnitOfWork:
        nonlocal asked
        asked += 1
        raise StorageUnavailableError("the database does not answer")

    with evolve(keep, work=away)(lease, within_s=LONG_S):
        wait(lambda: asked > 3)
    assert told == ["the database does not answer"]
