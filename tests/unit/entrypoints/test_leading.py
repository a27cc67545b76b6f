"""One scheduler leads, and says once what changes."""

from __future__ import annotations

from datetime import timedelta

from attrs import define, field

from adapters.cron import CroniterCalendar
from entrypoints.scheduler.leading import Scheduler
from socdomain.errors import QueueUnavailableError, StorageUnavailableError
from socdomain.jobs.lead import LEADS, Lead
from socdomain.memory import FixedClock, MemoryPlatform
from socdomain.memory.platform import MemoryWorks
from socdomain.memory.run_queue import MemoryRunQueue
from socdomain.memory.unit_of_work import MemoryUnitOfWork
from socdomain.principal import Reach
from tests.builders import EVERYONE, a_run


@define
class Room:
    """Schedulers over one store, which may be away."""

    clock: FixedClock = field(factory=FixedClock)
    queue: MemoryRunQueue = field(factory=MemoryRunQueue)
    told: list[str] = field(factory=list)
    ticks: int = 0
    is_away: bool = False
    platform: MemoryPlatform = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.platform = MemoryPlatform(self.clock)

    @property
    def works(self) -> MemoryWorks:
        """Makes units of work, whether or not the store is away."""
        return self.platform.works()

    def work(self, reach: Reach) -> MemoryUnitOfWork:
        """Makes a unit of work, if the store is there."""
        if self.is_away:
            raise StorageUnavailableError("the database does not answer")
        return self.works(reach)

    def scheduler(self, name: str) -> Scheduler:
        """One of them."""
        lead = Lead(self.work, self.clock, CroniterCalendar(), self.queue)
        return Scheduler(self.work, lead, self._tick, name, lambda event, **fields: self._tell(name, event, fields))

    def leader(self) -> str | None:
        """Who leads."""
        with self.works.reading(EVERYONE) as work:
            return work.leases.holders([LEADS]).get(LEADS)

    def _tick(self) -> int:
        self.ticks += 1
        if self.queue.is_away:
            raise QueueUnavailableError("gone")
        return 0

    def _tell(self, name: str, event: str, fields: dict[str, object]) -> None:
        self.told.append(": ".join([name, event, *map(str, fields.values())]))


def test_the_first_leads_and_the_next_follows_when_it_hands_over() -> None:
    room = Room()
    first, second = room.scheduler("first"), room.scheduler("second")
    assert all((first.turn(), second.turn(), first.turn()))
    assert room.leader() == "first"
    first.hand_over()
    first.hand_over()
    assert second.turn()
    assert (room.leader(), room.ticks) == ("second", 3)
    assert room.told == ["first: this scheduler leads", "second: this scheduler leads"]
    second.turn()
    assert first.turn()
    assert room.leader() == "second"


def test_one_that_says_nothing_is_followed_and_gives_way_when_it_comes_back() -> None:
    room = Room()
    first, second = room.scheduler("first"), room.scheduler("second")
    first.turn()
    room.clock.advance(timedelta(seconds=11))
    second.turn()
    assert room.leader() == "second"
    assert first.turn()
    assert first.turn()
    assert room.leader() == "second"
    assert room.told[1:] == ["second: this scheduler leads", "first: another scheduler leads"]


def test_a_queue_that_is_away_is_told_once_and_again_when_it_is_back() -> None:
    room = Room()
    scheduler = room.scheduler("it")
    run = a_run()
    with room.works(EVERYONE) as work:
        work.runs.add(run)
        work.commit()
    room.queue.is_away = True
    assert all(scheduler.turn() for _ in range(3))
    assert room.ticks == 0, "what takes nothing is not asked twice in a turn"
    room.queue.is_away = False
    scheduler.turn()
    assert room.told[1:] == ["it: queue unavailable: the queue does not answer", "it: queue available again"]
    assert room.queue.lacks([run.id]) == frozenset()


def test_a_database_that_is_away_is_told_once_and_again_when_it_is_back() -> None:
    room = Room()
    scheduler = room.scheduler("it")
    scheduler.turn()
    room.is_away = True
    assert [scheduler.turn() for _ in range(3)] == [False] * 3
    scheduler.hand_over()
    room.is_away = False
    assert scheduler.turn()
    assert room.told[1:] == [
        "it: database unavailable: the database does not answer",
        "it: leadership not handed over: the database does not answer",
        "it: database available again",
    ]
