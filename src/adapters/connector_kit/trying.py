"""Trying connectors: all at the same time, each for ten seconds at most."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from attrs import evolve, frozen

from adapters.connector_kit.deadline import Deadline
from adapters.connector_kit.errors import UnknownFormError
from adapters.connector_kit.opening import ClientsByKind
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorError, Outcome, ProductFound
from socdomain.connectors.verify_connectors import Tried
from socdomain.errors import NotFoundError

GRACE_S: Final = 0.5
"""How much longer, in seconds, a thread is waited for that looks a name up, which nothing can interrupt."""

LONGEST_VERSION: Final = 60

_HANGING: Final = Tried(
    Outcome.UNREACHABLE, "It did not answer in time: check its address, the firewalls, and the name."
)


@frozen
class TriesInThreads:
    """Tries connectors, a thread for each, as ``TriesConnectors``.

    Attributes:
        opens: Makes clients.
    """

    opens: ClientsByKind

    def __call__(self, setups: Sequence[Setup]) -> Iterator[tuple[Setup, Tried]]:
        """Yields what became of each, as soon as it is known."""
        done: SimpleQueue[tuple[int, Tried]] = SimpleQueue()
        until = Deadline.within(self.opens.limits.verify_s + GRACE_S)
        threads = {
            # As daemons: one that still looks a name up does not keep a program from ending.
            place: Thread(target=lambda at=place, of=setup: done.put((at, self._tried(of))), daemon=True)
            for place, setup in enumerate(setups)
        }
        for thread in threads.values():
            thread.start()
        while threads:
            try:
                place, tried = done.get(timeout=until.left_s())
            except Empty:
                break
            threads.pop(place).join()
            yield setups[place], tried
        latency_ms = round(self.opens.limits.verify_s * 1000)
        for place in threads:
            yield setups[place], evolve(_HANGING, latency_ms=latency_ms)

    def _tried(self, setup: Setup) -> Tried:
        since = time.monotonic()
        try:
            with self.opens(setup, within_s=self.opens.limits.verify_s, is_trial=True) as client:
                found = client.verify()
            return self._works(setup, found, _ms_since(since))
        except Exception as error:  # what a plugin raises, or returns, is not known here
            return evolve(_failed(error), latency_ms=_ms_since(since))

    def _works(self, setup: Setup, found: ProductFound, latency_ms: int) -> Tried:
        title, version = self.opens.kinds()[setup.kind].title, _shown(found.version[:LONGEST_VERSION])
        sentences = [f"{' '.join(filter(None, (title, version)))} answers as it should."]
        outcome = Outcome.OK
        if latency_ms > self.opens.limits.slow_after_s * 1000:
            outcome = Outcome.SLOW
            sentences = [f"{title} works, but took {latency_ms / 1000:.1f} s to answer: look at what slows it down."]
        advice = " ".join([*sentences, _shown(found.remark)]).strip()
        return Tried(outcome, advice, latency_ms, version)


def _ms_since(since: float) -> int:
    return round((time.monotonic() - since) * 1000)


def _shown(text: str) -> str:
    # A version is passed on as the product says it, and what a plugin says may be; a database does not take each sign.
    return "".join(sign for sign in text if sign.isprintable()).strip()


def _failed(error: Exception) -> Tried:
    match error:
        case UnknownFormError():
            # Whoever is asked who they are, and answers otherwise, is somebody else.
            return Tried(
                Outcome.WRONG_PRODUCT, f"{_shown(error.advice)} Check that its address is that of the product."
            )
        case ConnectorError():
            return Tried(error.outcome, _shown(error.advice))
        case NotFoundError():
            return Tried(Outcome.ERROR, "There is no such kind here: install and name the package that it comes from.")
    # By its class alone: its text may hold anything.
    return Tried(Outcome.ERROR, f"Its connector has a fault and raised {type(error).__name__}: report it.")
