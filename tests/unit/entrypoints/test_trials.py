"""Whose turn it is to try a connector, and whether they have to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

import pytest

from entrypoints.api.api_errors import TooManyTrialsError
from entrypoints.api.connectors.trials import Trials

ONE, OTHER = UUID(int=1), UUID(int=2)


class Askers:
    """Those who ask for turns; each holds its own until it is let go."""

    def __init__(self, trials: Trials) -> None:
        self.trials = trials
        self.told: list[tuple[str, bool]] = []
        self._goes_on: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, connector_id: UUID, *, fails: bool = False) -> None:
        """Has somebody ask, and gives all the time to get as far as they can."""
        self._goes_on[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._hold(name, connector_id, fails=fails))
        await self._settle()

    async def let_go(self, *names: str) -> None:
        """Has somebody's turn end."""
        for name in names:
            self._goes_on[name].set()
            with suppress(LookupError):
                await self._tasks[name]
            await self._settle()

    async def _hold(self, name: str, connector_id: UUID, *, fails: bool) -> None:
        async with self.trials.turn(connector_id) as is_told:
            self.told.append((name, is_told))
            if not is_told:
                await self._goes_on[name].wait()
            if fails:
                raise LookupError

    async def _settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


def run(play: Callable[[Askers], Awaitable[None]], *, at_a_time: int = 2, most: int = 10) -> Askers:
    """Plays something on an event loop, and returns those who asked."""
    askers = Askers(Trials(at_a_time, most))

    async def played() -> None:
        await play(askers)

    asyncio.run(played())
    assert askers.trials.asking == 0
    return askers


def test_who_asked_before_a_trial_began_is_told_what_it_found() -> None:
    async def play(askers: Askers) -> None:
        await askers.ask("first", ONE)
        await askers.ask("second", ONE)
        await askers.ask("third", ONE)
        await askers.let_go("first")
        await askers.ask("fourth", ONE)
        await askers.let_go("second", "third", "fourth")

    assert run(play).told == [("first", False), ("second", False), ("third", True), ("fourth", False)]


def test_a_trial_that_failed_tells_nobody_anything() -> None:
    async def play(askers: Askers) -> None:
        await askers.ask("first", ONE)
        await askers.ask("second", ONE, fails=True)
        await askers.ask("third", ONE)
        await askers.let_go("first", "second", "third")

    assert run(play).told == [("first", False), ("second", False), ("third", False)]


def test_other_connectors_have_turns_of_their_own_up_to_so_many() -> None:
    async def play(askers: Askers) -> None:
        await askers.ask("one", ONE)
        await askers.ask("other", OTHER)
        await askers.ask("a third", UUID(int=3))
        assert [name for name, _ in askers.told] == ["one", "other"]
        await askers.let_go("other")
        assert [name for name, _ in askers.told] == ["one", "other", "a third"]
        await askers.let_go("one", "a third")

    assert {is_told for _, is_told in run(play).told} == {False}


def test_more_than_may_ask_are_refused() -> None:
    async def play(askers: Askers) -> None:
        await askers.ask("one", ONE)
        await askers.ask("two", ONE)
        with pytest.raises(TooManyTrialsError):
            async with askers.trials.turn(OTHER):
                pass
        await askers.let_go("one", "two")
        await askers.ask("three", OTHER)
        await askers.let_go("three")

    assert len(run(play, most=2).told) == 3
