"""Bring a platform from any state to the one in which it can work."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from attrs import frozen

from socdomain.errors import ConcurrentChangeError, WatchfloorError
from socdomain.principal import Principal, Scope

_MOST_TRIES: Final = 5


class Outcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    ALREADY_SO = "already so"
    FAILED = "failed"


@frozen
class Done:
    """What a step did.

    Attributes:
        changes: What it changed, in a few words each; nothing where all was so already.
        notes: What somebody should know who looks after the platform, though nothing is wrong.
        refused: What was given to it and cannot be used, with the reason; the platform works without.
    """

    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@frozen
class Step:
    """One thing that has to be so.

    Attributes:
        name: What it is about, in a word or two.
        run: Makes it so, and can be repeated from wherever it was broken off.
        remedy: What to do when it fails, in one sentence; the error says what is the matter.
    """

    name: str
    run: Callable[[], Done]
    remedy: str


@frozen
class StepReport:
    """How a step ended.

    Attributes:
        step: Its name.
        outcome: How.
        done: What it did; nothing where it failed.
        error: Why it failed.
        remedy: What to do about that; empty otherwise.
    """

    step: str
    outcome: Outcome
    done: Done = Done()
    error: WatchfloorError | OSError | None = None
    remedy: str = ""


def _nothing(*_: object) -> None:
    """Does nothing."""


@frozen
class PreparePlatform:
    """Runs the steps in their order, up to the first that fails.

    Attributes:
        steps: The steps; each may count on those before it.
        after_step: Called after each one.
    """

    steps: tuple[Step, ...]
    after_step: Callable[[], None] = _nothing

    def execute(self, *, by: Principal, tell: Callable[[StepReport], None] = _nothing) -> tuple[StepReport, ...]:
        """Prepares the platform, and returns how each step ended that was begun.

        Args:
            by: Who asks; needs to write users, since the first administrator is made.
            tell: Called with each report as soon as the step has ended, and before anything else happens.
        """
        by.require_any_scope(Scope.USERS_WRITE)
        reports = []
        for step in self.steps:
            reports.append(_report(step))
            tell(reports[-1])
            if reports[-1].outcome is Outcome.FAILED:
                break
            self.after_step()
        return tuple(reports)


def _report(step: Step) -> StepReport:
    try:
        done = _run(step)
    except (WatchfloorError, OSError) as error:
        return StepReport(step.name, Outcome.FAILED, error=error, remedy=step.remedy)
    return StepReport(step.name, Outcome.DONE if done.changes else Outcome.ALREADY_SO, done)


def _run(step: Step) -> Done:
    for _ in range(_MOST_TRIES - 1):
        try:
            return step.run()
        except ConcurrentChangeError:
            # Another process that starts at this moment did it first: it is so now, or nearly.
            continue
    return step.run()
