"""What is done to the processes of a soak, at random."""

from __future__ import annotations

import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import psutil
from attrs import define, field
from redis.exceptions import RedisError

from adapters.queue.connections import connect
from entrypoints.bootstrap import Platform
from entrypoints.bootstrap_jobs import redis_address
from socdomain.auth.local_principal import local_principal
from socdomain.errors import ConcurrentChangeError, QueueUnavailableError
from tests.soak.jobs import SCHEDULES
from tests.soak.members import Member

BEYOND_A_RUN_S: Final = (16.0, 20.0)
"""Seconds after which the lease of a run, and that of a leader, has ended."""

BRIEFLY_S: Final = (1.0, 4.0)


@define
class Troubles:
    """Makes troubles.

    Attributes:
        platform: The platform; what people ask for is asked for in it.
        queue: Runs the Redis-compatible server.
        schedulers: The schedulers.
        workers: The workers.
        chance: Says which trouble comes next.
        made: How many of each there were.
    """

    platform: Platform
    queue: Member
    schedulers: Sequence[Member]
    workers: Sequence[Member]
    chance: random.Random
    made: Counter[str] = field(factory=Counter)
    _asleep: list[tuple[float, psutil.Process]] = field(factory=list)

    def make(self) -> str:
        """Makes one, and returns which; nothing where what it would meet is away."""
        kinds: dict[str, tuple[int, Callable[[], bool]]] = {
            "kill a worker": (4, lambda: self._member(self.workers, Member.kill)),
            "kill what a worker does": (2, lambda: self._child(self.workers, self._kill)),
            "stop a worker in order": (3, lambda: self._member(self.workers, Member.stop)),
            "put what a worker does to sleep": (3, lambda: self._child(self.workers, self._lull)),
            "put a worker to sleep": (1, lambda: self._sleeping_member(self.workers)),
            "kill a scheduler": (2, lambda: self._member(self.schedulers, Member.kill)),
            "stop a scheduler in order": (1, lambda: self._member(self.schedulers, Member.stop)),
            "put a scheduler to sleep": (1, lambda: self._sleeping_member(self.schedulers)),
            "kill Redis": (1, lambda: self._child([self.queue], self._kill)),
            "stop Redis in order": (1, lambda: self._member([self.queue], Member.stop)),
            "kill who looks after Redis": (1, lambda: self._member([self.queue], Member.kill)),
            "put Redis to sleep": (1, lambda: self._child([self.queue], self._nod)),
            "empty Redis": (1, self._empty),
            "ask for a run": (4, self._ask),
        }
        (name,) = self.chance.choices(list(kinds), [weight for weight, _ in kinds.values()])
        if not kinds[name][1]():
            return ""
        self.made[name] += 1
        return name

    def wake(self, *, all_of_them: bool = False) -> None:
        """Wakes what has slept for long enough."""
        now = time.monotonic()
        due = [one for one in self._asleep if all_of_them or one[0] <= now]
        self._asleep = [one for one in self._asleep if one not in due]
        for _, process in due:
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGCONT)

    def _member(self, members: Sequence[Member], do: Callable[[Member], None]) -> bool:
        up = [member for member in members if member.is_up]
        if up:
            do(self.chance.choice(up))
        return bool(up)

    def _sleeping_member(self, members: Sequence[Member]) -> bool:
        processes = [member.process for member in members if member.is_up and member.process]
        return bool(processes) and self._lull(self.chance.choice(processes))

    def _child(self, members: Sequence[Member], do: Callable[[psutil.Process], bool]) -> bool:
        found = [child for member in members if member.is_up for child in member.children()]
        return bool(found) and do(self.chance.choice(found))

    def _kill(self, process: psutil.Process) -> bool:
        with contextlib.suppress(psutil.Error):
            process.kill()
            return True
        return False

    def _lull(self, process: psutil.Process, seconds: tuple[float, float] = BEYOND_A_RUN_S) -> bool:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGSTOP)
            self._asleep.append((time.monotonic() + self.chance.uniform(*seconds), process))
            return True
        return False

    def _nod(self, process: psutil.Process) -> bool:
        return self._lull(process, BRIEFLY_S)

    def _empty(self) -> bool:
        try:
            with connect(redis_address(self.platform.settings)) as client:
                client.flushall()
        except (RedisError, QueueUnavailableError):
            return False
        return True

    def _ask(self) -> bool:
        name = self.chance.choice(list(SCHEDULES))
        with contextlib.suppress(ConcurrentChangeError):
            self.platform.container.jobs.request_run.execute(name, by=local_principal("soak"))
            return True
        return False
