"""Turns of those who try a connector: few at a time, and one for each connector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from uuid import UUID

from attrs import define, field
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from entrypoints.api.api_errors import TooManyTrialsError


@define
class _Turns:
    """Those who try one connector.

    Attributes:
        one: Is held by whoever does now.
        asking: How many do, or wait to.
        last_done: The number of the last turn that came to its end.
    """

    one: asyncio.Lock = field(factory=asyncio.Lock)
    asking: int = 0
    last_done: int = 0


class Trials:
    """Gives turns; on the event loop, so that whoever waits holds no thread.

    A trial holds a thread for as long as a product lets it wait, ten seconds at most.

    Args:
        at_a_time: So many connectors are tried at a time.
        most: So many try one, or wait to, at a time.
    """

    def __init__(self, at_a_time: int, most: int) -> None:
        self._places = asyncio.Semaphore(at_a_time)
        self._most = most
        self._turns: dict[UUID, _Turns] = {}
        self._numbers = count(1)
        self._last_begun = 0

    @property
    def asking(self) -> int:
        """How many try a connector, or wait to."""
        return sum(turns.asking for turns in self._turns.values())

    @asynccontextmanager
    async def turn(self, connector_id: UUID) -> AsyncIterator[bool]:
        """Waits for a turn, which lasts as long as the block.

        Args:
            connector_id: Whose.

        Yields:
            Whether somebody has tried the connector in a turn that began after this one was asked for: then what they
            found is the answer. A turn that had begun before may not have seen what the caller has just put right.

        Raises:
            TooManyTrialsError: Too many try connectors, or wait to.
        """
        if self.asking >= self._most:
            raise TooManyTrialsError
        asked_after = self._last_begun
        turns = self._turns.setdefault(connector_id, _Turns())
        turns.asking += 1
        try:
            async with turns.one:
                if turns.last_done > asked_after:
                    yield True
                    return
                async with self._places:
                    number = self._last_begun = next(self._numbers)
                    yield False
                    turns.last_done = number
        finally:
            turns.asking -= 1
            if not turns.asking:
                del self._turns[connector_id]


Tries = NamedDependency[SkipValidation[Trials]]
"""As ``trials``: the turns."""


async def trial_turn(connector_id: FromPath[UUID], trials: Tries) -> AsyncGenerator[bool, None]:
    """Provides the turn to try a connector, for as long as its request is worked on; see ``Trials.turn``."""
    async with trials.turn(connector_id) as is_told:
        yield is_told
